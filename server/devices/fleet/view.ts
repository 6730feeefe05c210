import type { FleetDevice, LogonState, RouteAnswer, RouteQuery } from '@keyturn/contract'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { Fault } from '#kernel'
import type { CheckInDeps } from './check-in.ts'
import type { FleetSettings } from './settings.ts'
import type { Told } from './store.ts'
import { driftOf, lossOf, wantedOf } from './wanted.ts'

type Deps = Pick<CheckInDeps, 'store' | 'directory' | 'settings' | 'clock'>

const atOnce = 16

/**
 * A page of devices, each with whose log-ons it keeps and how they stand against the directory as it is now.
 *
 * @throws {Fault} `directory.unavailable`; `request.not-found` for an account that nobody has.
 */
export async function fleetPage(
  { after, limit, account: named }: RouteQuery<'admin.device-logons'>,
  { store, directory, settings, clock }: Deps,
): Promise<RouteAnswer<'admin.device-logons'>> {
  const account = named === undefined ? undefined : await sidOf(named, directory)
  const page = await store.page({ after, limit, ...(account !== undefined && { account }) })
  const concerns = (sid: Sid) => account === undefined || sid === account
  const sids = new Set(page.flatMap(sidsOf).filter(concerns))
  const accounts = await readAll([...sids], directory)
  const at = clock()
  const lost = (told: Told) => lossOf(told, wantedOf(told.name, settings), at).filter(concerns)
  const counts = await store.keepingCounts([...new Set(page.flatMap(lost))])
  const around = { accounts, concerns, settings, lost, counts }
  return {
    devices: page.map((told) => viewOf(told, around)),
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
  readonly settings: Pick<FleetSettings, 'logons' | 'groups'>
  readonly lost: (told: Told) => readonly Sid[]
  readonly counts: ReadonlyMap<Sid, number>
}

function viewOf(told: Told, around: Around): FleetDevice {
  const { accounts, concerns } = around
  const wanted = wantedOf(told.name, around.settings)
  const kept = new Map(told.logons.map((one) => [one.account, one]))
  const all = [...new Set(sidsOf(told))].filter(concerns)
  return {
    device: told.device,
    name: told.name,
    lastSeen: told.lastSeen?.toISOString() ?? null,
    told: told.told?.toISOString() ?? null,
    policy: told.policy,
    drift: told.policy === null ? [] : driftOf(told.policy, wanted),
    keeping: keepingOf(told, wanted, around),
    logons: all.map((sid) => {
      const account = accounts.get(sid)
      const here = kept.get(sid)
      const ordered = told.ordered.flatMap((order) => (order.account === sid ? [order.kind] : []))
      return {
        account: sid,
        name: account?.sAMAccountName ?? sid,
        state: stateOf(
          account,
          told.told === null ? 'never-told' : (here?.takes ?? (here && null)),
          told.byHand.get(sid),
        ),
        takes: here?.takes?.toISOString() ?? null,
        newest: account?.pwdLastSet?.toISOString() ?? null,
        answeredByDc: here?.byDc?.toISOString() ?? null,
        assigned: told.assigned.includes(sid),
        ordered: [...new Set(ordered)],
        last: lastOf(told, sid),
      }
    }),
  }
}

function lastOf({ outcomes }: Told, sid: Sid): FleetDevice['logons'][number]['last'] {
  const last = outcomes.find(({ account }) => account === sid)
  return last === undefined ? null : { at: last.at.toISOString(), why: last.why }
}

function keepingOf(
  told: Told,
  wanted: FleetSettings['logons'],
  { accounts, lost, counts }: Around,
): FleetDevice['keeping'] {
  const ordered = told.keeping && { at: told.keeping.at, outcomes: told.keeping.outcomes }
  const wouldLose = lost(told).map((account) => ({
    account,
    name: accounts.get(account)?.sAMAccountName ?? account,
    only: (counts.get(account) ?? 0) <= 1,
  }))
  return { wanted, ordered, wouldLose }
}

/**
 * Pure. `takes` undefined: no log-on is kept there; null: one of an age that is not known. `byHand` is of a password that
 * was proved there: if the directory has no newer one it is the one that is taken, whatever has happened since; if it has,
 * nothing is known, for a DC may have answered there since.
 */
export function stateOf(
  account: Pick<Account, 'disabled' | 'expired' | 'pwdLastSet'> | undefined,
  takes: Date | null | undefined | 'never-told',
  byHand?: Date,
): LogonState {
  if (takes === 'never-told') return 'unknown'
  const isOut = account === undefined || account.disabled || account.expired
  if (takes === undefined) return isOut ? 'unknown' : 'missing'
  if (isOut) return 'disabled'
  // Must-change: the password that it takes lets nobody in at a DC.
  if (account.pwdLastSet === null) return 'stale'
  if (takes === null) return byHand?.getTime() === account.pwdLastSet.getTime() ? 'current' : 'unknown'
  return takes < account.pwdLastSet ? 'stale' : 'current'
}
