import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import { setPolicy, type CachePolicy, type Logons, type PolicyFile, type PolicyKey } from '../logons/index.ts'
import type { Screen } from '../screen/index.ts'
import { standings, type StatusDeps } from '../status.ts'

export interface ListDeps extends Omit<StatusDeps, 'logons'> {
  readonly logons: StatusDeps['logons'] & Pick<Logons, 'policy'>
}

/** What `keyturn-agent logons list` knows; `--json` prints just this. Times are those of the directory. */
export interface LogonList {
  readonly policy: CachePolicy
  readonly logons: readonly {
    readonly account: Sid | null
    readonly name: string
    readonly state: 'current' | 'stale' | 'missing' | 'unknown'
    readonly takes: Date | null
    readonly newest: Date | null
  }[]
}

/** Who can log on here without a DC, how old the passwords are that it takes, and how this computer keeps them. */
export async function listLogons(deps: Pick<ListDeps, 'logons' | 'api'>): Promise<LogonList> {
  const policy = await deps.logons.policy()
  const found = await standings([], deps)
  return { policy, logons: found.map(({ account = null, view }) => ({ account, ...view })) }
}

export function showList({ policy, logons }: LogonList, screen: Screen): void {
  screen.show({ what: 'cache-policy', policy, now: logons.length })
  for (const logon of logons) screen.show({ what: 'logon', logon })
}

export interface ForgetDeps {
  readonly logons: Pick<Logons, 'find' | 'cached' | 'forget'>
  readonly screen: Screen
  /** Whoever sits there says that these people's log-ons shall go. */
  readonly confirm: (names: readonly string[]) => Promise<boolean>
}

/**
 * Removes the cached log-ons of people, all or none: a name that nobody here has stops it, for a mistyped one would
 * leave somebody's log-on behind. A SID is a name too: it works where nobody can tell whose it is.
 *
 * @returns whether none of them has one now.
 */
export async function forgetLogons(
  names: readonly string[],
  { logons, screen, confirm }: ForgetDeps,
): Promise<boolean> {
  const accounts = new Map<Sid, string>()
  for (const name of names) {
    const account = sidFromText(name) ?? (await logons.find(name))
    if (account === undefined) {
      screen.show({ what: 'nobody-called', name })
      return false
    }
    accounts.set(account, name)
  }
  if (!(await confirm([...accounts.values()]))) return false
  const had = new Set((await logons.cached()).map(({ account }) => account))
  const gone = new Set(await logons.forget([...accounts.keys()]))
  for (const [account, name] of accounts) {
    const outcome = !gone.has(account) ? 'still-there' : had.has(account) ? 'gone' : 'was-not-there'
    screen.show({ what: 'forgotten', name, outcome })
  }
  return gone.size === accounts.size
}

/** What `keyturn-agent logons set` takes: as typed. */
export interface PolicyWish {
  readonly caching?: string | undefined
  readonly most?: string | undefined
  readonly 'expire-days'?: string | undefined
}

/**
 * Sets how this computer keeps log-ons, one thing after the other.
 *
 * @returns whether all is as wished, now or when the daemon is started anew.
 * @throws {Error} for what can be no value; then nothing was set.
 */
export async function setLogons(wish: PolicyWish, policy: PolicyFile, screen: Screen): Promise<boolean> {
  let isAll = true
  for (const [key, value] of valuesOf(wish)) {
    const outcome = await setPolicy(key, value, policy)
    screen.show({ what: 'policy-set', key, outcome })
    isAll &&= outcome === 'set' || outcome === 'restart' || outcome === 'unchanged'
  }
  return isAll
}

function valuesOf({ caching, most, 'expire-days': days }: PolicyWish) {
  const values: [PolicyKey, boolean | number | null][] = []
  if (caching !== undefined) values.push(['caching', oneOf(caching, { on: true, off: false }, '--caching')])
  if (most !== undefined) values.push(['mostAccounts', countIn(most, 'all', '--most')])
  if (days !== undefined) values.push(['expiresAfterDays', countIn(days, 'never', '--expire-days')])
  if (values.length === 0)
    throw new Error('say what: --caching on|off, --most N|all or --expire-days N|never')
  return values
}

function countIn(text: string, none: string, option: string): number | null {
  if (text === none) return null
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new Error(`${option} is a number from 1 to 9999, or "${none}"`)
}

function oneOf<T>(text: string, values: Readonly<Record<string, T>>, option: string): T {
  const found = Object.hasOwn(values, text) ? values[text] : undefined
  if (found === undefined) throw new Error(`${option} is one of ${Object.keys(values).join(', ')}`)
  return found
}
