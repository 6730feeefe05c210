/**
 * The VPN, and whether a KDC may be asked by HTTPS, as the server says, where this computer was told to take them from
 * there: signed, for this device, never older ones, kept for when the server is away; and the scripts that belong to it,
 * where an administrator's own key approved them. It must not decide when a way is gone.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ServerApi } from '../api/server-api.ts'
import { replaceFile } from '../state/files.ts'
import { vpnSettings, type VpnSettings } from '../vpn/index.ts'
import { checkSettings, type Accepted, type Here, type SettingsRefusal, type Signed } from './check.ts'
import { putScripts, scripts } from './scripts.ts'

export type { SettingsRefusal } from './check.ts'

interface SettingsDeps {
  readonly here: Here
  readonly api: Pick<ServerApi, 'call'>
  /** 0700, the agent's own. */
  readonly folder: string
  /** Hears why what the server gave is not obeyed. */
  readonly onRefusal: (why: SettingsRefusal) => void
}

const signed = z.object({ settings: z.string(), signature: z.string() })
/**
 * `profile`: the text of an OpenVPN or wg-quick configuration, instead of a file that is there already. `{scripts}` in it,
 * and in what a VPN of any command runs, is where `scripts` are.
 */
const content = z.strictObject({
  vpn: z.looseObject({ profile: z.string().max(65_536).optional() }).optional(),
  kdcProxy: z.boolean().optional(),
  scripts: scripts.default({}),
})

/** undefined: it says nothing of that. */
export interface ServerSettings {
  readonly vpn: VpnSettings | undefined
  readonly kdcProxy: boolean | undefined
}

/**
 * @returns what holds now; undefined: the server has set nothing.
 * @throws {Error} when signed settings say what no driver knows.
 */
export async function settingsFromServer(
  deps: SettingsDeps,
  signal: AbortSignal,
): Promise<ServerSettings | undefined> {
  const file = join(deps.folder, 'settings.json')
  const kept = await readKept(file, deps)
  const offered = await fetched(deps, signal)
  const checked = offered && checkSettings(offered, deps.here, kept)
  if (checked?.ok === false) deps.onRefusal(checked.why)
  if (checked?.ok !== true) return kept && read(kept, deps.folder)
  // Read before it is kept: what nobody can use must not keep out what comes after it with the same version.
  const settings = await read(checked, deps.folder)
  await replaceFile(file, JSON.stringify(offered))
  return settings
}

/** Checked anew each time: the file is ours, and yet what it says is run as root. */
async function readKept(file: string, { here, onRefusal }: SettingsDeps): Promise<Accepted | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const checked = checkSettings(signed.parse(JSON.parse(text)), here, undefined)
  if (checked.ok) return checked
  onRefusal(checked.why)
  return undefined
}

/** undefined: the server is away, or has none to give. */
async function fetched({ api }: SettingsDeps, signal: AbortSignal): Promise<Signed | undefined> {
  try {
    return (await api.call('device.settings', { signal })).signed ?? undefined
  } catch {
    return undefined
  }
}

async function read({ said }: Accepted, folder: string): Promise<ServerSettings> {
  const { vpn, kdcProxy, scripts } = content.parse(JSON.parse(said))
  if (vpn === undefined) return { vpn, kdcProxy }
  return { vpn: await vpnIn(vpn, folder, await putScripts(scripts, folder)), kdcProxy }
}

async function vpnIn(
  { profile, ...vpn }: NonNullable<z.infer<typeof content>['vpn']>,
  folder: string,
  placed: (text: string) => string,
): Promise<VpnSettings> {
  const settings = JSON.parse(JSON.stringify(vpn), (_, value: unknown) =>
    typeof value === 'string' ? placed(value) : value,
  ) as object
  if (profile === undefined) return vpnSettings.parse(settings)
  // wg-quick calls the interface by the name of the file.
  const file = join(folder, 'profile', 'keyturn.conf')
  await mkdir(join(folder, 'profile'), { recursive: true, mode: 0o700 })
  await replaceFile(file, placed(profile))
  return vpnSettings.parse({ ...settings, config: file })
}
