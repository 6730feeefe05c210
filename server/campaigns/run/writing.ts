import type { Audit, AuditEvent, Receipt } from '#audit'
import type { Bulk, BulkWritten, Directory, Look } from '#directory'
import { Fault, type AccountId, type Clock, type Log, type Random } from '#kernel'
import { newId } from '../life/freezing.ts'
import { foundOf } from '../state.ts'
import type { Claim, Claimed, OpenOffice, Settled, TargetStore, WrittenWay } from './store.ts'

export interface WritingDeps {
  readonly targets: TargetStore
  readonly directory: { readonly bulk: Directory['bulk'] }
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** A campaign that runs, as far as one account needs to know. */
export interface Running {
  readonly name: string
  readonly freeze: string
  /** A password that is older is not to be trusted. */
  readonly t0: Date
}

/** Few enough that a server that dies leaves few to be looked at. */
export const accountsAtOnce = 50
/**
 * After this nothing more of a batch is sent. A DC answers within ten seconds or not at all, so whoever looks when the
 * claim is over (a minute) looks after the last write.
 */
const sendMs = 30_000

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
  deps: WritingDeps,
): Promise<number> {
  const { targets, directory, random } = deps
  const claim = { freeze: running.freeze, claim: newId(random) }
  const until = AbortSignal.timeout(sendMs)
  const claimed = await targets.claim(claim, { limit: accountsAtOnce, open })
  if (claimed.length === 0) return 0
  const seen = await firstLook(directory.bulk, claimed).catch(async (cause: unknown) => {
    await giveBack(claim, claimed, deps)
    throw cause
  })
  await writeTo({ running, claim, claimed, until, ...seen }, deps)
  return claimed.length
}

async function firstLook(bulk: Bulk, claimed: readonly Claimed[]) {
  const dc = await bulk.writingDc()
  return { dc, looks: await bulk.look(idsOf(claimed), dc) }
}

interface Batch {
  readonly running: Running
  readonly claim: Claim
  readonly claimed: readonly Claimed[]
  readonly until: AbortSignal
  readonly dc: string
  readonly looks: ReadonlyMap<AccountId, Look>
}

async function writeTo(batch: Batch, deps: WritingDeps): Promise<void> {
  const { running, claim, claimed, dc, looks } = batch
  const { targets, clock } = deps
  const noted = claimed.flatMap(({ account }) => {
    const look = looks.get(account)
    return look === undefined ? [] : [{ account, before: markOf(look) }]
  })
  // Of those too to whom nothing is written: on this DC it is seen later who is back.
  const ours = await targets.note(claim, dc, noted)
  const known = claimed.flatMap((one) => knownOf(one, looks.get(one.account), running))
  if (known.length > 0) await targets.settle(claim, known, clock())
  const settled = new Set(idsOf(known))
  const toWrite = claimed.flatMap(({ account, way }) => {
    const look = looks.get(account)
    return look === undefined || settled.has(account) ? [] : [{ account, way, look }]
  })
  if (toWrite.length === 0) return
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
  if (stopped.length > 0) await giveBack(claim, stopped, deps)
  await sendAll(batch, sent, deps)
}

interface ToSend {
  readonly account: AccountId
  readonly way: WrittenWay
  readonly look: Look
  readonly receipt: Receipt
}

async function sendAll(batch: Batch, all: readonly ToSend[], deps: WritingDeps): Promise<void> {
  const { running, claim, dc, until } = batch
  const { directory, targets, clock, log } = deps
  if (all.length === 0) return
  const became = new Map<AccountId, BulkWritten>()
  for (const [way, some] of Map.groupBy(all, (one) => one.way)) {
    const written = await directory.bulk.write(way, some, { dc, until })
    some.forEach(({ account }, i) => became.set(account, written[i] ?? { was: 'unknown' }))
  }
  const after = await lookAgain(directory.bulk, all, dc, log)
  const settled = all.flatMap(({ account, way, look }): readonly Settled[] => {
    const was = became.get(account) ?? { was: 'unknown' }
    const now = after?.get(account)
    return settledOf({ account, way, before: look }, { was, now, isRead: after !== undefined }, running)
  })
  const refused = [...became.values()].filter((one) => one.was === 'refused')
  const [first] = refused
  if (first !== undefined) log.warn({ dc, accounts: refused.length, said: first.said }, 'writes were refused')
  await targets.settle(claim, settled, clock())
  await noteAll(all, settled, running, deps)
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

interface Seen {
  readonly was: BulkWritten
  readonly now: Look | undefined
  readonly isRead: boolean
}

/** None: it stays with its claim until it can be told. */
function settledOf(
  { account, way, before }: { readonly account: AccountId; readonly way: WrittenWay; readonly before: Look },
  { was, now, isRead }: Seen,
  { t0 }: Running,
): readonly Settled[] {
  if (was.was === 'refused')
    return [
      {
        account,
        event: { type: 'failed', why: now === undefined && isRead ? 'gone' : 'refused' },
        after: undefined,
      },
    ]
  if (was.was === 'unsent') return [{ account, event: { type: 'found-unwritten' }, after: undefined }]
  if (!isRead) return []
  const found = foundOf(way, markOf(before), { now: now && markOf(now), t0 })
  if (found === 'written' || found === 'changed') {
    const type = found === 'written' ? 'found-written' : 'found-changed'
    return [{ account, event: { type }, after: now && markOf(now) }]
  }
  if (found === 'gone') return [{ account, event: { type: 'failed', why: 'gone' }, after: undefined }]
  // It was sent, and does not show yet.
  return []
}

/** Whom nothing has to be written to, and who cannot be written to. */
function knownOf({ account, way }: Claimed, look: Look | undefined, { t0 }: Running): readonly Settled[] {
  if (look === undefined) return [{ account, event: { type: 'failed', why: 'gone' }, after: undefined }]
  const after = markOf(look)
  if (after.pwdLastSet !== null && after.pwdLastSet >= t0)
    return [{ account, event: { type: 'found-changed' }, after }]
  if (look.isProtected) return [{ account, event: { type: 'failed', why: 'protected' }, after }]
  // Somebody has asked for a new password already, and nobody could tell a second time from the first.
  if (way === 'must-change' && after.pwdLastSet === null)
    return [{ account, event: { type: 'found-written' }, after }]
  return []
}

export function markOf({ pwdLastSet, keyVersion }: Look) {
  return { pwdLastSet, keyVersion }
}

const idsOf = (all: readonly { readonly account: AccountId }[]) => all.map(({ account }) => account)

/** Nothing was sent to them. */
async function giveBack(
  claim: Claim,
  all: readonly { readonly account: AccountId }[],
  { targets, clock }: WritingDeps,
): Promise<void> {
  const settled = all.map(({ account }) => ({
    account,
    event: { type: 'found-unwritten' as const },
    after: undefined,
  }))
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
      const isDone = type === 'found-written' || type === 'found-changed'
      await audit.append(eventOf(one, running, type === undefined ? 'unknown' : isDone ? 'ok' : 'refused'))
    }),
  )
}

export function eventOf(
  { account, way, look }: Pick<ToSend, 'account' | 'way' | 'look'>,
  { name }: Running,
  outcome: AuditEvent['outcome'],
): AuditEvent {
  return {
    type: way === 'must-change' ? 'password.must-change' : 'password.randomising',
    account: { id: account, sid: look.sid },
    origin: null,
    outcome,
    facts: { campaign: name },
  }
}
