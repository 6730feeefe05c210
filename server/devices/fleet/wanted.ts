import { policyKey, type PolicyKey } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { WantedPolicy } from '@keyturn/protocols/refresh'
import type { FleetSettings } from './settings.ts'
import type { CachePolicy, Keeping, Told } from './store.ts'

/** Pure: how a computer shall keep log-ons, what is otherwise, what to order, and whom that would cost her log-on. */

type Wanted = FleetSettings['logons']

/** What is wanted of a computer of this name: of everybody, and what its group says otherwise. */
export function wantedOf(name: string, { logons, groups }: Pick<FleetSettings, 'logons' | 'groups'>): Wanted {
  const group = groups.find(({ names }) => names.some((pattern) => isNamed(name, pattern)))
  return { ...logons, ...group?.logons }
}

/** `*` stands for any letters; computers' names have no upper and lower case. */
function isNamed(name: string, pattern: string): boolean {
  const [begin = '', ...rest] = pattern.toLowerCase().split('*')
  let left = name.toLowerCase()
  if (!left.startsWith(begin)) return false
  left = left.slice(begin.length)
  const end = rest.pop()
  if (end === undefined) return left === ''
  for (const part of rest) {
    const at = left.indexOf(part)
    if (at < 0) return false
    left = left.slice(at + part.length)
  }
  return left.endsWith(end)
}

/** What is not as it is wanted. */
export function driftOf(policy: CachePolicy, wanted: Wanted): PolicyKey[] {
  return policyKey.options.filter((key) => wanted[key] !== undefined && wanted[key] !== policy[key])
}

/** These are not tried again with the same wish before a day is over: trying may start the computer's daemon anew. */
const againMs = 24 * 60 * 60_000

/** What to order now. Empty: nothing. */
export function dueOf(policy: CachePolicy, wanted: Wanted, last: Keeping | null, at: Date): WantedPolicy {
  const isFresh = last !== null && at.getTime() < Date.parse(last.at) + againMs
  const isTried = (key: PolicyKey) => {
    const outcome = last?.outcomes?.[key]
    return isFresh && outcome !== undefined && outcome !== 'set' && last.wanted[key] === wanted[key]
  }
  const due = driftOf(policy, wanted).filter((key) => !isTried(key))
  return Object.fromEntries(due.map((key) => [key, wanted[key]]))
}

const dayMs = 24 * 60 * 60_000

/**
 * Whom the computer would let in no more off-line if all were as it is wanted. Of more people than are wanted those go whom
 * a DC let in longest ago, as far as the computer tells.
 */
export function lossOf({ policy, logons }: Pick<Told, 'policy' | 'logons'>, wanted: Wanted, at: Date): Sid[] {
  if (policy === null || !policy.caching) return []
  if (wanted.caching === false) return logons.map(({ account }) => account)
  const { mostAccounts, expiresAfterDays: days } = wanted
  const byAge = logons.toSorted((one, other) => (other.byDc?.getTime() ?? 0) - (one.byDc?.getTime() ?? 0))
  const over = typeof mostAccounts === 'number' ? byAge.slice(mostAccounts) : []
  const old = byAge.filter(
    ({ byDc }) => typeof days === 'number' && byDc !== null && byDc.getTime() + days * dayMs < at.getTime(),
  )
  return [...new Set([...over, ...old].map(({ account }) => account))]
}
