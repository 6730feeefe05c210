import { z } from 'zod'

/*
 * The section `vpn` of the configuration, told apart by `driver`. Programs are lists of arguments: no shell reads them.
 */

const file = z.string().startsWith('/', 'write an absolute path')
const windowsPath = z.string().regex(/^[A-Za-z]:\\/, 'write an absolute path')

const base = {
  /** `partial`: only for a refresh, after a verified statement. `full`: from the start of a reset to its end. */
  mode: z.enum(['partial', 'full']).default('partial'),
  /** How long the tunnel may take to come up. */
  openSeconds: z.int().min(1).max(300).default(30),
  /** How long it may stay up at all, whatever happens to us; `mostSecondsOf` has the default. */
  mostSeconds: z.int().min(30).max(1_800).optional(),
}

/** Where the tunnel's user name and password, or its certificate, come from. Absent: from its own configuration. */
const fromFile = z.strictObject({
  from: z.literal('file'),
  /** Two lines, user name and password, for root alone (0600). */
  file,
})
const fromPerson = z.strictObject({ from: z.literal('person') })
/** A certificate for ten minutes that the server issues to this computer. */
const fromKeyturn = z.strictObject({ from: z.literal('keyturn') })
const password = z.discriminatedUnion('from', [fromFile, fromPerson])
const any = z.discriminatedUnion('from', [fromFile, fromPerson, fromKeyturn])
export type CredentialSettings = z.infer<typeof any>

const openvpn = z.strictObject({
  driver: z.literal('openvpn'),
  /** The client configuration. Routes and DNS are its business, and credentials if none are named below. */
  config: file,
  credentials: any.optional(),
  ...base,
})

const wireguard = z.strictObject({
  driver: z.literal('wireguard'),
  /** For wg-quick(8): the name of the file is that of the interface. Keys are its business. */
  config: z
    .string()
    .regex(/^\/.*\/[A-Za-z0-9_=+.-]{1,15}\.conf$/, 'write an absolute path that ends with INTERFACE.conf'),
  ...base,
})

const program = z.tuple([file], z.string())
const seconds = z.int().min(1).max(120)
/** Succeeds when the program ends with 0 and, if `expects` is there, its output matches that pattern. */
const check = z.strictObject({
  argv: program,
  seconds: seconds.default(5),
  expects: z.string().refine(isPattern, 'write a regular expression').optional(),
})

const command = z.strictObject({
  driver: z.literal('command'),
  /** Has to return when it has begun to open. Reads user name and password, a line each, on standard input. */
  open: z.strictObject({ argv: program, seconds: seconds.default(30) }),
  check,
  close: z.strictObject({ argv: program, seconds: seconds.default(15) }),
  credentials: any.optional(),
  ...base,
})

const windowsRas = z.strictObject({
  driver: z.literal('windows-ras'),
  /** Name of the connection. What lets it in is kept there: a machine certificate, or what was saved. */
  entry: z
    .string()
    .regex(/^[^/\\"*?<>|\p{Cc}][^\\"*?<>|\p{Cc}]{0,255}$/u, 'write the name of the connection'),
  phonebook: windowsPath.optional(),
  ...base,
})

const cisco = z.strictObject({
  driver: z.literal('cisco'),
  /** The command-line program of Cisco Secure Client (AnyConnect). */
  program: z.union([file, windowsPath]).default('/opt/cisco/secureclient/bin/vpn'),
  /** The gateway, or the name of its profile. */
  gateway: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/ -]{0,255}$/, 'write the name of the gateway'),
  /** The number or name that it wants first where the gateway offers several groups. */
  group: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'write the name of the group')
    .optional(),
  credentials: password.optional(),
  ...base,
})

export const vpnSettings = z.discriminatedUnion('driver', [openvpn, wireguard, command, windowsRas, cisco])
export type VpnSettings = z.infer<typeof vpnSettings>
export type VpnSettingsOf<Driver extends VpnSettings['driver']> = Extract<VpnSettings, { driver: Driver }>

/** Full: as long as a launch lives, the refresh after it, and some for the report. */
export function mostSecondsOf({ mode, mostSeconds }: Pick<VpnSettings, 'mode' | 'mostSeconds'>): number {
  return mostSeconds ?? (mode === 'full' ? 1_500 : 180)
}

/** Files that say what root runs: nobody else may change them. */
export function filesOf(settings: VpnSettings): readonly string[] {
  switch (settings.driver) {
    case 'openvpn':
    case 'wireguard':
      return [settings.config]
    case 'command':
      return [settings.open.argv[0], settings.check.argv[0], settings.close.argv[0]]
    case 'cisco':
      return [settings.program]
    case 'windows-ras':
      return settings.phonebook === undefined ? [] : [settings.phonebook]
  }
}

export function credentialsOf(settings: VpnSettings): CredentialSettings | undefined {
  return 'credentials' in settings ? settings.credentials : undefined
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'm')
    return true
  } catch {
    return false
  }
}
