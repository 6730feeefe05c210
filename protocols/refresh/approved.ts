/**
 * Settings of a device, scripts among them, as an administrator approved them with a key that is not on the server. UTF-8,
 * each line a name, a space and a value, ending with LF; signed as a statement is, by his key:
 *
 *     keyturn-approved-settings/1
 *     server AAAA…A                       the key that devices pinned, 32 bytes, base64url: for no other installation
 *     version 1795888800                  when it was approved, in seconds since 1970; never goes back
 *     content eyJ2cG4iOnsi…               JSON, base64url
 *
 * Bytes and signature travel as the content of `DeviceSettings`, which is signed by the server, for one device.
 */
export interface ApprovedSettings {
  readonly server: string
  readonly version: number
  readonly content: string
}

const first = 'keyturn-approved-settings/1'
const shape = new RegExp(
  `^${first}\nserver ([\\w-]{43})\nversion ([1-9]\\d{0,11})\ncontent ([\\w-]{2,131072})\n$`,
)

/** The bytes to sign. @throws {TypeError} for what the format cannot carry. */
export function formatApproved({ server, version, content }: ApprovedSettings): Uint8Array {
  const text = `${first}\nserver ${server}\nversion ${version}\ncontent ${Buffer.from(content).toString('base64url')}\n`
  if (!shape.test(text) || !content.isWellFormed()) throw new TypeError('settings')
  return Buffer.from(text)
}

/** @returns undefined for anything that `formatApproved` would not have written, to the byte. */
export function parseApproved(bytes: Uint8Array): ApprovedSettings | undefined {
  const [, server = '', version = '', content = ''] = shape.exec(Buffer.from(bytes).toString('latin1')) ?? []
  if (server === '') return undefined
  const read = { server, version: Number(version), content: Buffer.from(content, 'base64url').toString() }
  return isSpelled(read, bytes) ? read : undefined
}

function isSpelled(read: ApprovedSettings, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(formatApproved(read), bytes) === 0
  } catch {
    return false
  }
}
