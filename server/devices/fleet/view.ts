import type { FleetDevice, LogonState, RouteAnswer, RouteQuery } from '@keyturn/contract'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { Fault } from '#kernel'
import type { CheckInDeps } from './check-in.ts'
import type { FleetSettings } from './settings.ts'
import type { CachePolicy, Told } from './store.ts'

type Deps = Pick<CheckInDeps, 'store' | 'directory' | 'settings'>
type Wanted = FleetSettings['logons']

const atOnce = 16

/**
 * A page of devices, each with whose log-ons it keeps and how they stand against the directory as it is now.
 *
 * @throws {Fault} `directory.unavailable`; `request.not-found` for an account that nobody has.
 */
export async function fleetPage(
  { after, limit, account: named }: RouteQuery<'admin.device-logons'>,
  { store, directory, settings }: Deps,
): Promise<RouteAnswer<'admin.device-logons'>> {
  const account = named === undefined ? undefined : await sidOf(named, directory)
  const page = await store.page({ after, limit, ...(account !== undefined && { account }) })
  const concerns = (sid: Sid) => account === undefined || sid === account
  const sids = new Set(page.flatMap(sidsOf).filter(concerns))
  const accounts = await readAll([...sids], directory)
  return {
    devices: page.map((told) => viewOf(told, { accounts, concerns, wanted: settings.logons })),
    next: page.length < limit ? null : (page.at(-1)?.device ?? null),
  }
}

async function sidOf(named: string, directory: Deps['directory']): Promise<Sid> {
  const sid = sidFromText(named)
  if (sid !== undefined) return sid
  const found = await directory.find(named)
  if (!found.found) throw new Fault('request.not-found', `${found.why} account`)
  return found.account.sid
}

function sidsOf({ logons, assigned }: Told): readonly Sid[] {
  return [...logons.map(({ account }) => account), ...assigned]
}

async function readAll(
  sids: readonly Sid[],
  directory: Deps['directory'],
): Promise<ReadonlyMap<Sid, Account | undefined>> {
  const found = new Map<Sid, Account | undefined>()
  const left = sids.values()
  const lane = async () => {
    for (const sid of left) found.set(sid, await directory.readBySid(sid))
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return found
}

interface Around {
  readonly accounts: ReadonlyMap<Sid, Account | undefined>
  readonly concerns: (sid: Sid) => boolean
  readonly wanted: Wanted
}

function viewOf(told: Told, { accounts, concerns, wanted }: Around): FleetDevice {
  const kept = new Map(told.logons.map((one) => [one.account, one]))
  const all = [...new Set(sidsOf(told))].filter(concerns)
  return {
    device: told.device,
    name: told.name,
    lastSeen: told.lastSeen?.toISOString() ?? null,
    told: told.told?.toISOString() ?? null,
    policy: told.policy,
    drift: told.policy === null ? [] : driftOf(told.policy, wanted),
    logons: all.map((sid) => {
      const account = accounts.get(sid)
      const here = kept.get(sid)
      const ordered = told.ordered.flatMap((order) => (order.account === sid ? [order.kind] : []))
      return {
        account: sid,
        name: account?.sAMAccountName ?? sid,
        state: stateOf(account, told.told === null ? 'never-told' : (here?.takes ?? (here && null))),
        takes: here?.takes?.toISOString() ?? null,
        newest: account?.pwdLastSet?.toISOString() ?? null,
        answeredByDc: here?.byDc?.toISOString() ?? null,
        assigned: told.assigned.includes(sid),
        ordered: [...new Set(ordered)],
      }
    }),
  }
}

/** Pure. `takes` undefined: no log-on is kept there; null: one of an age that is not known. */
export function stateOf(
  account: Pick<Account, 'disabled' | 'expired' | 'pwdLastSet'> | undefined,
  takes: Date | null | undefined | 'never-told',
): LogonState {
  if (takes === 'never-told') return 'unknown'
  const isOut = account === undefined || account.disabled || account.expired
  if (takes === undefined) return isOut ? 'unknown' : 'missing'
  if (isOut) return 'disabled'
  // Must-change: the password that it takes lets nobody in at a DC.
  if (account.pwdLastSet === null) return 'stale'
  if (takes === null) return 'unknown'
  return takes < account.pwdLastSet ? 'stale' : 'current'
}

/** Pure. What is not as it is wanted. */
export function driftOf(policy: CachePolicy, wanted: Wanted): FleetDevice['drift'] {
  const keys = ['caching', 'mostAccounts', 'expiresAfterDays'] as const
  return keys.filter((key) => wanted[key] !== undefined && wanted[key] !== policy[key])
}
