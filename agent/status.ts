import type { Sid } from '@keyturn/protocols/ad'
import type { Logons } from './logons/index.ts'
import type { LogonView, Screen } from './screen/index.ts'
import type { ServerApi } from './api/server-api.ts'

export interface StatusDeps {
  readonly logons: Pick<Logons, 'isCachingOn' | 'cached' | 'find' | 'nameOf'>
  readonly api: Pick<ServerApi, 'call'>
  readonly screen: Screen
}

/** One of the people asked about. `account` undefined: nobody here has that name. */
export interface Standing {
  readonly account: Sid | undefined
  readonly view: LogonView
}

interface Asked {
  readonly name: string
  readonly account: Sid | undefined
}

const freshnessMs = 10_000
const mostAtOnce = 50

/**
 * Tells how the cached log-on of each of these people stands, or of everybody who has one here.
 *
 * @returns whether all are current.
 */
export async function status(names: readonly string[], deps: StatusDeps): Promise<boolean> {
  const { logons, screen } = deps
  if (!(await logons.isCachingOn())) {
    screen.show({ what: 'caching-off' })
    return false
  }
  const views = (await standings(names, deps)).map(({ view }) => view)
  if (views.length === 0) screen.show({ what: 'nobody-cached' })
  for (const logon of views) screen.show({ what: 'logon', logon })
  return views.every(({ state }) => state === 'current')
}

/** How the cached log-on of each of these people stands, or of everybody who has one here. */
export async function standings(
  names: readonly string[],
  { logons, api }: Pick<StatusDeps, 'logons' | 'api'>,
): Promise<readonly Standing[]> {
  const takes = new Map((await logons.cached()).map((one) => [one.account, one.passwordLastSet]))
  const asked = names.length > 0 ? await findAll(names, logons) : await nameAll([...takes.keys()], logons)
  const newest = await freshness(
    asked.flatMap(({ account }) => account ?? []),
    api,
  )
  return asked.map(({ name, account }) => ({
    account,
    view:
      account === undefined
        ? viewOf(name, undefined, null)
        : viewOf(name, takes.get(account), newest.get(account) ?? null),
  }))
}

/** Pure. `takes` undefined: there is no cached log-on. Both times are those of the directory. */
export function viewOf(name: string, takes: Date | null | undefined, newest: Date | null): LogonView {
  if (takes === undefined) return { name, state: 'missing', takes: null, newest }
  if (takes === null || newest === null) return { name, state: 'unknown', takes, newest }
  return { name, state: takes < newest ? 'stale' : 'current', takes, newest }
}

function findAll(names: readonly string[], logons: StatusDeps['logons']): Promise<readonly Asked[]> {
  return Promise.all(names.map(async (name) => ({ name, account: await logons.find(name) })))
}

function nameAll(accounts: readonly Sid[], logons: StatusDeps['logons']): Promise<readonly Asked[]> {
  return Promise.all(
    accounts.map(async (account) => ({ name: (await logons.nameOf(account))?.name ?? account, account })),
  )
}

/** Empty when the server is away: then the states are unknown, and said to be. */
async function freshness(
  accounts: readonly Sid[],
  api: Pick<ServerApi, 'call'>,
): Promise<ReadonlyMap<string, Date | null>> {
  const known = new Map<string, Date | null>()
  const signal = AbortSignal.timeout(freshnessMs)
  try {
    for (let from = 0; from < accounts.length; from += mostAtOnce) {
      const body = { accounts: accounts.slice(from, from + mostAtOnce) }
      const answer = await api.call('device.freshness', { body, signal })
      for (const { account, passwordLastSet } of answer.accounts) {
        known.set(account, passwordLastSet === null ? null : new Date(passwordLastSet))
      }
    }
  } catch {
    return known
  }
  return known
}
