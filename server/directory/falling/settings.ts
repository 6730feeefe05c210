import { integer, large, text, type Entry } from '../dcs/attributes.ts'

/** All that a PSO says (MS-ADTS 3.1.1.1.? `msDS-PasswordSettings`), but for whom and how it ranks. Intervals in ticks, negative. */
export interface PsoSettings {
  readonly minLength: number
  readonly history: number
  readonly complexity: boolean
  readonly reversible: boolean
  readonly minAge: bigint
  readonly maxAge: bigint
  readonly lockoutThreshold: number
  readonly lockoutWindow: bigint
  readonly lockoutDuration: bigint
}

/** Never: -2⁶³. */
export const neverTicks = -0x8000_0000_0000_0000n
const ticksPerSecond = 10_000_000n

export const psoNames = {
  minLength: 'msDS-MinimumPasswordLength',
  history: 'msDS-PasswordHistoryLength',
  complexity: 'msDS-PasswordComplexityEnabled',
  reversible: 'msDS-PasswordReversibleEncryptionEnabled',
  minAge: 'msDS-MinimumPasswordAge',
  maxAge: 'msDS-MaximumPasswordAge',
  lockoutThreshold: 'msDS-LockoutThreshold',
  lockoutWindow: 'msDS-LockoutObservationWindow',
  lockoutDuration: 'msDS-LockoutDuration',
} as const satisfies Record<keyof PsoSettings, string>

export const precedenceName = 'msDS-PasswordSettingsPrecedence'
export const appliesToName = 'msDS-PSOAppliesTo'

export const domainNames = [
  'minPwdLength',
  'pwdHistoryLength',
  'pwdProperties',
  'minPwdAge',
  'maxPwdAge',
  'lockoutThreshold',
  'lockOutObservationWindow',
  'lockoutDuration',
]

/** DOMAIN_PASSWORD_COMPLEX and DOMAIN_PASSWORD_STORE_CLEARTEXT (MS-SAMR 2.2.1.10). */
const bits = { complexity: 0x01, reversible: 0x10 }

/** undefined: the service account may not read all of it, so it is not copied. */
export function settingsOfDomain(entry: Entry): PsoSettings | undefined {
  const properties = integer(entry, 'pwdProperties')
  return whole({
    minLength: integer(entry, 'minPwdLength'),
    history: integer(entry, 'pwdHistoryLength'),
    complexity: properties === undefined ? undefined : (properties & bits.complexity) !== 0,
    reversible: properties === undefined ? undefined : (properties & bits.reversible) !== 0,
    minAge: large(entry, 'minPwdAge'),
    maxAge: large(entry, 'maxPwdAge'),
    lockoutThreshold: integer(entry, 'lockoutThreshold'),
    lockoutWindow: large(entry, 'lockOutObservationWindow'),
    lockoutDuration: large(entry, 'lockoutDuration'),
  })
}

export function settingsOfPso(entry: Entry): PsoSettings | undefined {
  const flag = (name: string) => {
    const value = text(entry, name)
    return value === undefined ? undefined : value === 'TRUE'
  }
  return whole({
    minLength: integer(entry, psoNames.minLength),
    history: integer(entry, psoNames.history),
    complexity: flag(psoNames.complexity),
    reversible: flag(psoNames.reversible),
    minAge: large(entry, psoNames.minAge),
    maxAge: large(entry, psoNames.maxAge),
    lockoutThreshold: integer(entry, psoNames.lockoutThreshold),
    lockoutWindow: large(entry, psoNames.lockoutWindow),
    lockoutDuration: large(entry, psoNames.lockoutDuration),
  })
}

type Read = { readonly [Name in keyof PsoSettings]: PsoSettings[Name] | undefined }

function whole(read: Read): PsoSettings | undefined {
  return Object.values(read).includes(undefined) ? undefined : (read as PsoSettings)
}

/** As LDAP writes them. */
export function asWritten(settings: PsoSettings): Readonly<Record<string, string>> {
  const written = Object.entries(psoNames).map(([key, name]) => {
    const value = settings[key as keyof PsoSettings]
    return [name, typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : String(value)]
  })
  return Object.fromEntries(written) as Record<string, string>
}

/**
 * Pure. What ours is to say: as strict as the one it was copied from and as itself, whichever is stricter, with this
 * maximum age. A minimum age is never lowered, which would let people run through the history; so the maximum age stays
 * above it (MS-SAMR 3.1.1.5 asks for that too).
 */
export function fallen(ours: PsoSettings, source: PsoSettings, seconds: number): PsoSettings {
  const minAge = older(ours.minAge, source.minAge)
  const wanted = -BigInt(Math.max(0, Math.floor(seconds))) * ticksPerSecond
  const floor = minAge - 60n * ticksPerSecond
  const age = wanted > floor ? floor : wanted
  const limit = source.maxAge === 0n ? neverTicks : source.maxAge
  return {
    ...ours,
    minLength: Math.max(ours.minLength, source.minLength),
    history: Math.max(ours.history, source.history),
    complexity: ours.complexity || source.complexity,
    reversible: ours.reversible && source.reversible,
    minAge,
    maxAge: age < limit ? limit : age,
  }
}

/** Negative: the longer one is the smaller. */
const older = (one: bigint, other: bigint) => (one < other ? one : other)

/** Pure. What has to be written of a settings object: minutes of age that moved are not worth a replication. */
export function changesTo(now: PsoSettings, wanted: PsoSettings): Readonly<Record<string, string>> {
  const [from, to] = [asWritten(now), asWritten(wanted)]
  const drift = now.maxAge > wanted.maxAge ? now.maxAge - wanted.maxAge : wanted.maxAge - now.maxAge
  const isSame = (name: string) =>
    from[name] === to[name] || (name === psoNames.maxAge && drift < 600n * ticksPerSecond)
  return Object.fromEntries(Object.entries(to).filter(([name]) => !isSame(name)))
}
