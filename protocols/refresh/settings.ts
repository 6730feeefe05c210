/**
 * What the server has a device do as root: its VPN. Signed by the key that the device pinned when it enrolled (sign and
 * verify are those of a statement). UTF-8, each line a name, a space and a value, ending with LF:
 *
 *     keyturn-device-settings/1
 *     device AAAAAAAAAAAAAAAAAAAAAA       16 bytes, base64url
 *     version 7                           never goes back
 *     content eyJ2cG4iOnsi…               JSON, base64url
 *
 * The first line keeps it apart from a statement: neither passes for the other. What the JSON may say is for the
 * device to judge.
 */
export interface DeviceSettings {
  readonly device: string
  readonly version: number
  readonly content: string
}

const first = 'keyturn-device-settings/1'
const shape = new RegExp(
  `^${first}\ndevice ([\\w-]{22})\nversion ([1-9]\\d{0,8})\ncontent ([\\w-]{2,131072})\n$`,
)

/** The bytes to sign. @throws {TypeError} for what the format cannot carry. */
export function formatSettings({ device, version, content }: DeviceSettings): Uint8Array {
  const text = `${first}\ndevice ${device}\nversion ${version}\ncontent ${Buffer.from(content).toString('base64url')}\n`
  if (!shape.test(text) || !content.isWellFormed()) throw new TypeError('settings')
  return Buffer.from(text)
}

/** @returns undefined for anything that `formatSettings` would not have written, to the byte. */
export function parseSettings(bytes: Uint8Array): DeviceSettings | undefined {
  const [, device = '', version = '', content = ''] = shape.exec(Buffer.from(bytes).toString('latin1')) ?? []
  if (device === '') return undefined
  const settings = {
    device,
    version: Number(version),
    content: Buffer.from(content, 'base64url').toString(),
  }
  return isSpelled(settings, bytes) ? settings : undefined
}

function isSpelled(settings: DeviceSettings, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(formatSettings(settings), bytes) === 0
  } catch {
    return false
  }
}
