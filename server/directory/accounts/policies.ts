import { forbiddenWords, secondsFromInterval } from '@keyturn/protocols/ad'
import { Fault, type AccountId } from '#kernel'
import { readEntry } from './accounts.ts'
import { briefly } from './briefly.ts'
import { integer, large, text, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { EffectivePolicy } from '../directory.ts'
import type { Domain } from './domain.ts'
import { equals } from './names.ts'

/** What `policyOf` needs of an account's entry. The last one is computed by the DC. */
export const policyAttributes = ['sAMAccountName', 'displayName', 'msDS-ResultantPSO']

/** With what only this module needs. */
export interface FullPolicy extends EffectivePolicy {
  /** Wrong passwords are forgotten this long after the last one. */
  readonly lockoutWindowSeconds: number
}

type Rules = Omit<FullPolicy, 'forbiddenWords'>

export interface Policies {
  /**
   * @throws {Fault} `directory.refused` if a PSO holds for the account that the service account may not read: with
   *   the domain's policy instead a page would show wrong rules, and a reset might skip the history.
   */
  policyOf(account: Entry): Promise<FullPolicy>
  policyFor(account: AccountId): Promise<EffectivePolicy>
  /** Of the domain's policy and every PSO that the service account may see; Infinity: passwords never expire. */
  shortestMaxAgeSeconds(): Promise<number>
}

/** How old a policy may be: an administrator who changes it looks at the portal soon afterwards. */
const believedMs = 20_000
const secondsPerDay = 86_400

export function createPolicies(controllers: Controllers, domain: () => Promise<Domain>): Policies {
  const readRules = <T>(attributes: readonly string[], rulesOf: (entry: Entry) => T) =>
    briefly(believedMs, async (base: string) => {
      const [entry] = await controllers.read((connection) => connection.search({ base, attributes }))
      return entry && rulesOf(entry)
    })
  const domainRules = readRules(domainAttributes, rulesOfDomain)
  const psoRules = readRules(psoAttributes, rulesOfPso)

  async function rulesFor(pso: string | undefined): Promise<Rules> {
    if (pso !== undefined) {
      const rules = await psoRules(pso)
      if (rules !== undefined) return rules
      throw new Fault(
        'directory.refused',
        `the service account lacks the right "read all properties" on ${pso}`,
      )
    }
    const { base, dns } = await domain()
    const rules = await domainRules(base)
    if (rules !== undefined) return rules
    throw new Fault('directory.refused', `the service account may not read the password policy of ${dns}`)
  }

  async function policyOf(account: Entry): Promise<FullPolicy> {
    const rules = await rulesFor(text(account, 'msDS-ResultantPSO'))
    const name = text(account, 'sAMAccountName') ?? ''
    const words = rules.complexity ? forbiddenWords(name, text(account, 'displayName') ?? '') : []
    return { ...rules, forbiddenWords: [...words] }
  }

  const psoMaxAges = briefly(believedMs, async (base: string) => {
    const search = { base: `${psoContainer},${base}`, filter: everyPso, attributes: [psoMaxAge] }
    const psos = await controllers.read((connection) => connection.search(search))
    return psos.map((pso) => days(large(pso, psoMaxAge)))
  })

  return {
    policyOf,
    async shortestMaxAgeSeconds() {
      const { base } = await domain()
      const [rules, psos] = await Promise.all([rulesFor(undefined), psoMaxAges(base)])
      const ages = [rules.maxAgeDays, ...psos].filter((age) => age !== null)
      return Math.min(...ages) * secondsPerDay
    },
    async policyFor(id) {
      const entry = await readEntry(controllers, id, policyAttributes)
      if (entry === undefined) throw new Fault('directory.refused', `account ${id} is gone`)
      const { lockoutWindowSeconds: _, ...policy } = await policyOf(entry)
      return policy
    },
  }
}

const domainAttributes = [
  'minPwdLength',
  'pwdProperties',
  'pwdHistoryLength',
  'minPwdAge',
  'maxPwdAge',
  'lockoutThreshold',
  'lockOutObservationWindow',
]
/** DOMAIN_PASSWORD_COMPLEX (MS-SAMR 2.2.3.5 and 2.2.4.1). */
const complex = 1

function rulesOfDomain(entry: Entry): Rules | undefined {
  const minLength = integer(entry, 'minPwdLength')
  const history = integer(entry, 'pwdHistoryLength')
  if (minLength === undefined || history === undefined) return undefined
  return {
    source: 'domain',
    minLength,
    complexity: ((integer(entry, 'pwdProperties') ?? 0) & complex) !== 0,
    history,
    minAgeDays: days(large(entry, 'minPwdAge')) ?? 0,
    maxAgeDays: days(large(entry, 'maxPwdAge')),
    lockoutThreshold: integer(entry, 'lockoutThreshold') ?? 0,
    lockoutWindowSeconds: secondsFromInterval(large(entry, 'lockOutObservationWindow') ?? 0n) ?? Infinity,
  }
}

export const psoContainer = 'CN=Password Settings Container,CN=System'
export const everyPso = equals('objectClass', 'msDS-PasswordSettings')
const psoMaxAge = 'msDS-MaximumPasswordAge'
export const psoAttributes = [
  'msDS-MinimumPasswordLength',
  'msDS-PasswordComplexityEnabled',
  'msDS-PasswordHistoryLength',
  'msDS-MinimumPasswordAge',
  psoMaxAge,
  'msDS-LockoutThreshold',
  'msDS-LockoutObservationWindow',
]

export function rulesOfPso(entry: Entry): Rules | undefined {
  const minLength = integer(entry, 'msDS-MinimumPasswordLength')
  const history = integer(entry, 'msDS-PasswordHistoryLength')
  if (minLength === undefined || history === undefined) return undefined
  return {
    source: 'pso',
    minLength,
    complexity: text(entry, 'msDS-PasswordComplexityEnabled') === 'TRUE',
    history,
    minAgeDays: days(large(entry, 'msDS-MinimumPasswordAge')) ?? 0,
    maxAgeDays: days(large(entry, psoMaxAge)),
    lockoutThreshold: integer(entry, 'msDS-LockoutThreshold') ?? 0,
    lockoutWindowSeconds:
      secondsFromInterval(large(entry, 'msDS-LockoutObservationWindow') ?? 0n) ?? Infinity,
  }
}

/** null: never, or without end; a maximum age of 0 means never as well (MS-SAMR 3.1.1.5). */
function days(interval: bigint | undefined): number | null {
  const seconds = secondsFromInterval(interval ?? 0n)
  return seconds === null || seconds === 0 ? null : seconds / secondsPerDay
}
