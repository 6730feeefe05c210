import type { Audit, AuditEvent, Receipt } from '#audit'
import type { Bulk, BulkWay, BulkWritten, Directory, Look } from '#directory'
import { Fault, type AccountId, type Clock, type Log, type Random } from '#kernel'
import type { Holds } from '#storage'
import { newId } from '../life/freezing.ts'
import type { Enforcement } from '../state.ts'
import { markOf, plannedWrite, type Deed } from './deeds.ts'
import type { Claim, Claimed, OpenOffice, Settled } from '../claims/claims.ts'
import type { TargetStore } from './store.ts'

export interface WritingDeps {
  readonly targets: TargetStore
  readonly directory: { readonly bulk: Directory['bulk'] }
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  readonly holds: Holds
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** A campaign that runs, as far as one account needs to know. */
export interface Running {
  readonly name: string
  readonly freeze: string
  /** A password that is older is not to be trusted. */
  readonly t0: Date
  /** What comes for whoever is not back at the deadline; null: the plan has none. */
  readonly enforcement: Enforcement | null
}

/** Few enough that a server that dies leaves few to be looked at. */
export const accountsAtOnce = 50
/**
 * After this nothing more of a batch is sent. A DC answers within ten seconds or not at all, so whoever looks when the
 * claim is over looks after the last write: after a minute by the database's clock, and not before what this server
 * holds of it is released, by its own.
 */
const sendMs = 30_000
const holdMs = 65_000

/** Where the next ones are written, and how many at most. */
export interface Room {
  /** It is asked for only when there is somebody. */
  readonly dc: () => Promise<string>
  readonly atMost: number
}

/**
 * Takes some accounts whose turn it is and writes to each of them once:
 *
 *     claim ─▶ look (gone? protected? changed by herself?) ─▶ note what is there ─▶ announce ─▶ still running?
 *           ─▶ write ─▶ look again at the same DC ─▶ settle
 *
 * What is not settled here, because this server or the DC or the database is gone, `lost.ts` settles by reading.
 *
 * @returns how many were taken; 0: there is none.
 * @throws {Fault} `directory.unavailable`, `storage.unavailable`, `audit.unavailable`: what was taken comes back by
 *   itself.
 */
export async function writeSome(
  running: Running,
  open: readonly OpenOffice[],
  { dc, atMost: limit }: Room,
  deps: WritingDeps,
): Promise<number> {
  const { targets, directory } = deps
  const deed = plannedWrite(running)
  return perform(running, deps, {
    claim: (claim) => targets.claim(claim, { limit, open }),
    async look(claimed) {
      const on = await dc()
      return { deed, dc: on, looks: await directory.bulk.look(idsOf(claimed), on) }
    },
    undone: deed.undone,
  })
}

/** What is done with those that are taken, after a look at them. */
export interface Turn<T extends Claimed> {
  claim(claim: Claim): Promise<readonly T[]>
  look(claimed: readonly T[]): Promise<Seen>
  readonly undone: Deed['undone']
}

interface Seen {
  readonly deed: Deed
  readonly dc: string
  readonly looks: ReadonlyMap<AccountId, Look>
}

/** @returns and throws as `writeSome` does. */
export async function perform<T extends Claimed>(
  running: Running,
  deps: WritingDeps,
  turn: Turn<T>,
): Promise<number> {
  const hold = await deps.holds.hold(holdMs)
  const claim = { freeze: running.freeze, claim: newId(deps.random), hold: hold.id }
  const until = AbortSignal.any([AbortSignal.timeout(sendMs), hold.lost])
  const claimed = await turn.claim(claim)
  if (claimed.length > 0) {
    const seen = await turn.look(claimed).catch(async (cause: unknown) => {
      await giveBack(claim, claimed, turn.undone, deps)
      await hold.release()
      throw cause
    })
    // What is not known yet may still come to be at the DC, and is nobody else's before its time.
    if (!(await writeTo({ running, claim, claimed, until, ...seen }, deps))) return claimed.length
  }
  await hold.release()
  return claimed.length
}

interface Batch extends Seen {
  readonly running: Running
  readonly claim: Claim
  readonly claimed: readonly Claimed[]
  readonly until: AbortSignal
}

/** @returns is all of it settled? */
async function writeTo(batch: Batch, deps: WritingDeps): Promise<boolean> {
  const { running, claim, claimed, dc, looks, deed } = batch
  const { targets, clock } = deps
  const noted = claimed.flatMap(({ account }) => {
    const look = looks.get(account)
    return look === undefined ? [] : [{ account, before: markOf(look) }]
  })
  // Of those too to whom nothing is written: on this DC it is seen later who is back.
  const ours = await targets.note(claim, dc, noted)
  const known = claimed.flatMap((one): readonly Settled[] => {
    const look = looks.get(one.account)
    const event = deed.before(one, look)
    return event === undefined ? [] : [{ account: one.account, event, after: look && markOf(look) }]
  })
  if (known.length > 0) await targets.settle(claim, known, clock())
  const settled = new Set(idsOf(known))
  const toWrite = claimed.flatMap((one) => {
    const look = looks.get(one.account)
    const { account } = one
    return look === undefined || settled.has(account) ? [] : [{ account, one, way: deed.way(one), look }]
  })
  if (toWrite.length === 0) return true
  const announced = await announceAll(
    toWrite.filter(({ account }) => ours.has(account)),
    running,
    deps,
  )
  const may = await targets.maySend(claim, idsOf(announced))
  const [sent, stopped] = [
    announced.filter(({ account }) => may.has(account)),
    announced.filter(({ account }) => !may.has(account)),
  ]
  if (stopped.length > 0) await giveBack(claim, stopped, deed.undone, deps)
  return sendAll(batch, sent, deps)
}

interface ToSend {
  readonly account: AccountId
  readonly one: Claimed
  readonly way: BulkWay
  readonly look: Look
  readonly receipt: Receipt
}

async function sendAll(batch: Batch, all: readonly ToSend[], deps: WritingDeps): Promise<boolean> {
  const { running, claim, dc, until, deed } = batch
  const { directory, targets, clock, log } = deps
  if (all.length === 0) return true
  const became = new Map<AccountId, BulkWritten>()
  for (const [way, some] of Map.groupBy(all, (one) => one.way)) {
    const written = await directory.bulk.write(way, some, { dc, until })
    some.forEach(({ account }, i) => became.set(account, written[i] ?? { was: 'unknown' }))
  }
  const after = await lookAgain(directory.bulk, all, dc, log)
  const settled = all.flatMap((one): readonly Settled[] => {
    const was = became.get(one.account) ?? { was: 'unknown' }
    const now = after?.get(one.account)
    const event = eventAfter(deed, one, { was, now, isRead: after !== undefined })
    return event === undefined ? [] : [{ account: one.account, event, after: now && markOf(now) }]
  })
  const refused = [...became.values()].filter((one) => one.was === 'refused')
  const [first] = refused
  if (first !== undefined) log.warn({ dc, accounts: refused.length, said: first.said }, 'writes were refused')
  await targets.settle(claim, settled, clock())
  await noteAll(all, settled, running, deps)
  return settled.length === all.length
}

/** undefined: it cannot be told now. */
async function lookAgain(bulk: Bulk, all: readonly ToSend[], dc: string, log: WritingDeps['log']) {
  try {
    return await bulk.look(idsOf(all), dc)
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    log.warn({ dc, why: cause.message }, 'what was written is not read back yet')
    return undefined
  }
}

interface Answer {
  readonly was: BulkWritten
  readonly now: Look | undefined
  readonly isRead: boolean
}

/** undefined: it stays with its claim until it can be told. */
function eventAfter(
  deed: Deed,
  { one, look }: ToSend,
  { was, now, isRead }: Answer,
): Settled['event'] | undefined {
  if (was.was === 'refused') return { type: 'failed', why: now === undefined && isRead ? 'gone' : 'refused' }
  // Where something came in between, it is there to be seen: nobody is claimed anew for what another DC has not heard of.
  if (was.was === 'unsent') return (isRead ? deed.before(one, now) : undefined) ?? deed.undone
  // One that was sent and does not show yet is waited for.
  return isRead ? deed.after(one, markOf(look), now) : undefined
}

const idsOf = (all: readonly { readonly account: AccountId }[]) => all.map(({ account }) => account)

/** Nothing was sent to them. */
async function giveBack(
  claim: Claim,
  all: readonly { readonly account: AccountId }[],
  event: Deed['undone'],
  { targets, clock }: WritingDeps,
): Promise<void> {
  const settled = all.map(({ account }) => ({ account, event, after: undefined }))
  await targets.settle(claim, settled, clock())
}

/** Appended in one turn, so that all of them share a commit. */
async function announceAll(
  all: readonly Omit<ToSend, 'receipt'>[],
  running: Running,
  { audit }: WritingDeps,
): Promise<readonly ToSend[]> {
  return Promise.all(
    all.map(async (one) => ({ ...one, receipt: await audit.append(eventOf(one, running, 'announced')) })),
  )
}

async function noteAll(
  all: readonly ToSend[],
  settled: readonly Settled[],
  running: Running,
  { audit }: WritingDeps,
): Promise<void> {
  const became = new Map(settled.map(({ account, event }) => [account, event.type]))
  await Promise.all(
    all.map(async (one) => {
      const type = became.get(one.account)
      const isDone = type === 'found-written' || type === 'found-changed' || type === 'enforced'
      await audit.append(eventOf(one, running, type === undefined ? 'unknown' : isDone ? 'ok' : 'refused'))
    }),
  )
}

const announcedAs = {
  'must-change': 'password.must-change',
  'random-reset': 'password.randomising',
  disable: 'account.disabling',
} as const satisfies Record<BulkWay, AuditEvent['type']>

export function eventOf(
  { account, way, look }: Pick<ToSend, 'account' | 'way' | 'look'>,
  { name }: Running,
  outcome: AuditEvent['outcome'],
): AuditEvent {
  return {
    type: announcedAs[way],
    account: { id: account, sid: look.sid },
    origin: null,
    outcome,
    facts: { campaign: name },
  }
}
