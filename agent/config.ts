import { readFile, stat } from 'node:fs/promises'
import { base64url, publicKey } from '@keyturn/contract'
import { sidFromText } from '@keyturn/protocols/ad'
import { parse } from 'yaml'
import { z } from 'zod'
import { kioskSettings } from './kiosk/index.ts'
import { resourceSettings } from './resources/index.ts'
import { credentialsOf, filesOf, vpnSettings, type VpnSettings } from './vpn/index.ts'

const sid = z.string().transform((text, context) => {
  const found = sidFromText(text)
  if (found === undefined) context.addIssue('write a SID, S-1-5-21-…')
  return found ?? z.NEVER
})
const file = z.string().startsWith('/', 'write an absolute path')

/** What is fixed before a computer enrols, and what the enrolment adds. */
export const settings = z.strictObject({
  /** Where Keyturn is: `https://reset.corp.example`. */
  server: z.url({ protocol: /^https$/, error: 'write an https:// address' }),
  /** Only certificates of this authority are believed. */
  caFile: file,
  /** Written by `keyturn-agent enrol`: who we are there, and the key whose statements are obeyed. */
  device: base64url.length(22),
  serverKey: publicKey,
  /** DNS name of the domain, in which DCs are looked for. */
  domain: z.string().regex(/^[A-Za-z0-9.-]+$/, 'write the DNS name of the domain'),
  /** What keeps this computer's log-ons. Default: whichever the PAM service `keyturn` asks. */
  logons: z.enum(['winbind', 'sssd']).optional(),
  /** SIDs of people whom SSSD knows by name only (`id_provider = proxy`). */
  accounts: z.record(z.string(), sid).default({}),
  vpn: vpnSettings.optional(),
  /** What is tried after a refresh, and told to the person. */
  resources: z.array(resourceSettings).max(12).default([]),
  /** The way in at a graphical log-on. */
  kiosk: kioskSettings.prefault({}),
  /** Whether a KDC may be asked through Keyturn's server, by HTTPS, where no other way leads to one. */
  kdcProxy: z.boolean().default(true),
  /** Whether the VPN may open with nobody at this computer, to fetch a new password that waits for it. */
  followByVpn: z.boolean().default(false),
  /** Whether the server is told what here runs as accounts of the domain: units, cron and keytabs by name. */
  reportUses: z.boolean().default(true),
  /** Whether the server says which VPN root here runs, by its signature; `vpn` and `kdcProxy` are then for when it says none. */
  settingsFromServer: z.boolean().default(false),
  /** An administrator's public key, whose other half is not on the server: what the server says there, he has to have approved. */
  settingsKey: publicKey.optional(),
  /** Whether the server may order how this computer keeps log-ons: it then writes to `smb.conf` or `sssd.conf`, that alone. */
  logonsFromServer: z.boolean().default(false),
  stateDirectory: file.default('/var/lib/keyturn-agent'),
})
export type Config = z.infer<typeof settings>

export const defaultConfigFile = '/etc/keyturn-agent.yaml'

/** `de` of `LANG=de_DE.UTF-8`. */
export function languageOfSystem(): string {
  return process.env['LANG']?.slice(0, 2) ?? 'en'
}

/** @throws {Error} that names every problem, for the person who edits the file. */
export async function loadConfig(path: string): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`cannot read ${path}: enrol this computer first, with "keyturn-agent enrol"`, { cause })
  })
  const parsed = settings.safeParse(parse(text))
  if (parsed.success) {
    const { caFile, vpn, kiosk } = parsed.data
    for (const file of [path, caFile]) await requireOurs(file)
    if (kiosk.card !== undefined) await requireOurs(kiosk.card.module)
    if (vpn !== undefined) await requireSafe(vpn)
    return parsed.data
  }
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || 'file'}: ${message}`,
  )
  throw new Error(`${path} is not right:\n${problems.join('\n')}`)
}

/** @throws {Error} when somebody else could change what this VPN runs, or read what lets it in. */
export async function requireSafe(vpn: VpnSettings): Promise<void> {
  for (const file of filesOf(vpn)) await requireOurs(file)
  const credentials = credentialsOf(vpn)
  if (credentials?.from === 'file') await requireSecret(credentials.file)
}

/** The agent is root, and these say whom it believes and what it runs. */
async function requireOurs(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o022) !== 0) throw new Error(`${path} can be changed by others: chmod go-w ${path}`)
}

async function requireSecret(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others: chmod 600 ${path}`)
}
