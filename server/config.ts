import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { readYaml, type YamlProblem } from '#kernel'
import { deviceSettings } from './config/devices.ts'
import { enrolmentSettings } from './config/enrolment.ts'
import { entraFiles, entraSettings } from './config/entra.ts'
import { lockdownSettings } from './config/lockdown.ts'
import { kdcProxySettings } from './config/kdc-proxy.ts'
import { attributes, factorSettings } from './config/factors.ts'
import { policySettings } from './config/policy.ts'

const file = z.string().startsWith('/', 'write an absolute path')
const dn = z.string().regex(/^(OU|CN|DC)=/i, 'write a distinguished name: OU=People,DC=corp,DC=example')
const host = z.string().regex(/^[A-Za-z0-9.:-]+$/, 'write a host name or an address')

/** A longer password may live longer: in a PSO that holds for the members of `group`. */
const lifetime = z.strictObject({
  atLeast: z.int().min(1).max(256),
  maxAgeDays: z.int().min(1).max(9_999),
  group: z.string().min(1),
})

/** Passwords that were breached, in a file that `keyturn breached build` made and this key signed. */
const breachedList = z.strictObject({
  file,
  key: z
    .string()
    .regex(
      /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}$/,
      'write the line that "keyturn breached key" printed',
    ),
  dangerouslyAllowOlder: z.boolean().default(false),
})

/** What the organisation asks of a new password beyond AD. */
const newPasswords = z.strictObject({
  bannedWordsFile: file.optional(),
  bansOwnWords: z.boolean().default(true),
  breachedList: breachedList.optional(),
  besides: z.int().min(0).max(64).default(8),
  leastStrength: z.enum(['any', 'weak', 'fair', 'good', 'strong']).default('fair'),
  lifetimes: z
    .array(lifetime)
    .max(10)
    .refine(
      (all) => new Set(all.map(({ atLeast }) => atLeast)).size === all.length,
      'has two lifetimes for the same length',
    )
    .refine(
      (all) => new Set(all.map(({ group }) => group.toLowerCase())).size === all.length,
      'has the same group twice',
    )
    .default([]),
})

/** Mails before a password expires; no days, no mails. */
const reminders = z.strictObject({
  days: z.array(z.int().min(1).max(365)).max(20).default([]),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day as "07:30"')
    .default('07:30'),
  timeZone: z.string().refine(isTimeZone, 'write a time zone as Europe/Berlin').default('UTC'),
  /** Distinguished names; none: the whole domain. */
  within: z.array(z.string().regex(/=/, 'write a distinguished name')).default([]),
  /** For whom AD has no `preferredLanguage`. */
  language: z.string().min(2).max(35).default('en'),
})

/** Certificates that let a device through the VPN gateway for ten minutes; none are issued without this section. */
const tunnels = z.strictObject({
  /** For computers whose VPN opens before the reset: a stolen one gets into the network as well. */
  dangerouslyBeforeReset: z.boolean().default(false),
})

const settings = z
  .strictObject({
    name: z.string().min(1).max(80).default('Keyturn'),
    helpDesk: z.string().max(200).default('your help desk'),
    stateDirectory: file.default('/var/lib/keyturn'),
    logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    listen: z.strictObject({
      address: host.default('0.0.0.0'),
      port: z.int().min(1).max(65_535).default(443),
      certificateFile: file,
      keyFile: file,
      trustedProxies: z.array(host).default([]),
    }),
    publicUrl: z.url({ protocol: /^https$/, error: 'write an https:// address' }),
    database: z
      .strictObject({
        url: z.string().startsWith('postgres').optional(),
        passwordFile: file.optional(),
      })
      .default({}),
    directory: z.strictObject({
      domain: host,
      domainControllers: z.array(host).default([]),
      caFile: file,
      serviceAccount: z.strictObject({ name: z.string().min(1), passwordFile: file }),
      protectedGroups: z.array(z.string()).default([]),
      /** DNs of the OUs where people are; empty: those that were delegated. For `keyturn doctor` alone. */
      people: z.array(dn).default([]),
    }),
    policy: policySettings.prefault({}),
    factors: factorSettings.prefault({}),
    enrolment: enrolmentSettings.prefault({}),
    passwords: newPasswords.prefault({}),
    reminders: reminders.prefault({}),
    devices: deviceSettings.prefault({}),
    tunnels: tunnels.optional(),
    kdcProxy: kdcProxySettings.prefault({}),
    lockdown: lockdownSettings.prefault({}),
    entra: entraSettings.optional(),
    mail: z.strictObject({
      host,
      port: z.int().min(1).max(65_535).default(25),
      from: z.email(),
      /** For whom neither a browser nor AD's `preferredLanguage` says it. */
      language: z.string().min(2).max(35).default('en'),
      /** Of AD, besides `mail`: notices go to each address in them. */
      noticeAttributes: attributes.default([]),
      caFile: file.optional(),
      userName: z.string().optional(),
      passwordFile: file.optional(),
      dangerouslyAllowPlainText: z.boolean().default(false),
    }),
  })
  .refine(({ policy, entra }) => !policy.airGapped || entra === undefined, {
    path: ['entra'],
    message: 'asks Microsoft, and policy.airGapped says that nothing outside is asked: take one of them out',
  })

/** The whole configuration of a server, read once at start; everything else gets its part as an argument. */
export type Config = z.infer<typeof settings>

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config; readonly lineOf: (path: readonly PropertyKey[]) => number }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] }

/** Reads the text of a configuration file. Reports every problem, not the first. */
export function parseConfig(text: string): ParsedConfig {
  const read = readYaml(settings, text)
  return read.ok ? { ok: true, config: read.value, lineOf: read.lineOf } : read
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/**
 * Reads the file, and checks that every file it names is there.
 *
 * @throws {Error} that names each problem with its line; made for the person who edits the file.
 */
export function loadConfig(path: string): Config {
  const parsed = parseConfig(readText(path))
  const problems = parsed.ok ? wrongFiles(parsed.config, parsed.lineOf) : parsed.problems
  if (parsed.ok && problems.length === 0) return parsed.config
  const list = problems.map(({ line, path: setting, message }) => `  line ${line}: ${setting} ${message}`)
  throw new Error(`${path} has ${problems.length} problem(s); nothing was started:\n${list.join('\n')}`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`cannot read the configuration ${path}; name another with --config`, { cause })
  }
}

/** Secrets are files, and files that others can read are no secrets. */
function wrongFiles(
  { listen, directory, mail, database, passwords, factors, entra }: Config,
  lineOf: (path: readonly PropertyKey[]) => number,
): readonly YamlProblem[] {
  const at = factors.smartCard?.listen
  const cards = at !== undefined && 'keyFile' in at ? at : { certificateFile: undefined, keyFile: undefined }
  const files: readonly (readonly [path: string, name: string | undefined, holds: 'public' | 'secret'])[] = [
    ['directory.caFile', directory.caFile, 'public'],
    ['listen.certificateFile', listen.certificateFile, 'public'],
    ['mail.caFile', mail.caFile, 'public'],
    ['passwords.bannedWordsFile', passwords.bannedWordsFile, 'public'],
    ['passwords.breachedList.file', passwords.breachedList?.file, 'public'],
    ['factors.passkey.attestation.metadataFile', factors.passkey?.attestation?.metadataFile, 'public'],
    [
      'factors.passkey.attestation.metadataRootFile',
      factors.passkey?.attestation?.metadataRootFile,
      'public',
    ],
    ['factors.smartCard.trustedFile', factors.smartCard?.trustedFile, 'public'],
    ['factors.smartCard.listen.certificateFile', cards.certificateFile, 'public'],
    ['factors.smartCard.listen.keyFile', cards.keyFile, 'secret'],
    ...entraFiles(entra),
    ['listen.keyFile', listen.keyFile, 'secret'],
    ['directory.serviceAccount.passwordFile', directory.serviceAccount.passwordFile, 'secret'],
    ['mail.passwordFile', mail.passwordFile, 'secret'],
    ['database.passwordFile', database.passwordFile, 'secret'],
  ]
  return files.flatMap(([path, name, holds]) => {
    const message = name === undefined ? undefined : wrongFile(name, holds)
    return message === undefined ? [] : [{ line: lineOf(path.split('.')), path, message }]
  })
}

function wrongFile(name: string, holds: 'public' | 'secret'): string | undefined {
  const stat = statSync(name, { throwIfNoEntry: false })
  if (stat?.isFile() !== true) return `names ${name}, which is not a file that can be read`
  const openToOthers = holds === 'secret' && (stat.mode & 0o077) !== 0
  return openToOthers ? `names ${name}, which others can read: chmod 600 ${name}` : undefined
}
