import { setTimeout as sleep } from 'node:timers/promises'
import type { Audit, AuditEvent, Receipt } from '#audit'
import type { Directory } from '#directory'
import { lookUpWhom, type CloudUser, type CloudWritten, type Entra, type Found, type KnownWhom } from '#entra'
import { Fault, type AccountId, type Clock, type Log, type Random } from '#kernel'
import type { Holds } from '#storage'
import { newId } from '../../life/freezing.ts'
import type { Claim, OpenOffice, Settled } from '../../claims/claims.ts'
import type { TargetStore } from '../../run/store.ts'
import type { FailedWhy, PasswordMark } from '../../state.ts'
import { cloudFoundOf, isChanged, needsOf, type CloudGoal, type Needs } from './decide.ts'

export interface CloudWritingDeps {
  readonly cloudTargets: TargetStore<'entra-flag'>
  readonly entra: Pick<Entra, 'find' | 'requireChange' | 'revokeSessions' | 'ready'>
  readonly directory: { readonly census: Pick<Directory['census'], 'principals'> }
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  readonly holds: Holds
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** A campaign that runs, as far as one user needs to know. */
export interface CloudRunning extends CloudGoal {
  readonly name: string
  readonly freeze: string
  readonly withMfa: boolean
}

/** Of five full batches. */
const usersAtOnce = 100
/** After this nothing more of a batch is sent; what was sent is answered before the claim (a minute) is over. */
const sendMs = 20_000
/** What does not show yet is nobody else's until it is read as it is (`lost.ts`), by this server's own clock. */
const holdMs = 330_000
/** Between two looks at what was written: the service shows it after a while. */
const lookAgainMs = [200, 1_000, 2_000, 4_000, 8_000]
const place = 'entra'

/**
 * Takes some accounts whose turn it is and writes to the user of each.
 *
 * @returns how many were taken; 0: there is none, or the service wants to be left alone.
 * @throws {Fault} `entra.unavailable`, `entra.refused`, `directory.unavailable`, `storage.unavailable`,
 *   `audit.unavailable`: what was taken comes back by itself.
 */
export async function writeSome(
  running: CloudRunning,
  open: readonly OpenOffice[],
  deps: CloudWritingDeps,
): Promise<number> {
  const { cloudTargets, entra, random } = deps
  // With a claim in hand its minute would run.
  if (!(await entra.ready(AbortSignal.timeout(sendMs)))) return 0
  const hold = await deps.holds.hold(holdMs)
  const until = AbortSignal.any([AbortSignal.timeout(sendMs), hold.lost])
  const claim = { freeze: running.freeze, claim: newId(random), hold: hold.id }
  const claimed = await cloudTargets.claim(claim, { limit: usersAtOnce, open })
  const accounts = claimed.map(({ account }) => account)
  if (claimed.length > 0) {
    const seen = await findAll(accounts, until, deps).catch(async (cause: unknown) => {
      await giveBack(claim, accounts, deps)
      await hold.release()
      throw cause
    })
    if (!(await writeTo({ running, claim, accounts, until, ...seen }, deps))) return claimed.length
  }
  await hold.release()
  return claimed.length
}

/** In the domain and in Entra ID, as they are now. */
export async function findAll(
  accounts: readonly AccountId[],
  until: AbortSignal,
  { directory, entra }: Pick<CloudWritingDeps, 'directory' | 'entra'>,
) {
  const whom = await lookUpWhom(directory.census, accounts)
  return { whom, found: await entra.find([...whom.values()], until) }
}

interface Batch {
  readonly running: CloudRunning
  readonly claim: Claim
  readonly accounts: readonly AccountId[]
  readonly until: AbortSignal
  readonly whom: ReadonlyMap<AccountId, KnownWhom>
  readonly found: ReadonlyMap<AccountId, Found>
}

interface ToSend {
  readonly account: AccountId
  readonly whom: KnownWhom
  readonly user: CloudUser
  readonly needs: Needs
  readonly receipt: Receipt
}

/** @returns is all of it settled? */
async function writeTo(batch: Batch, deps: CloudWritingDeps): Promise<boolean> {
  const { running, claim, accounts, found } = batch
  const { cloudTargets, clock, audit } = deps
  const judged = accounts.map((account) => judge(account, batch))
  // Of those too to whom nothing is written: it is seen later who is back.
  const noted = judged.flatMap(({ account, user }) =>
    user === undefined ? [] : [{ account, before: markOf(user) }],
  )
  const ours = await cloudTargets.note(claim, place, noted)
  const known = judged.flatMap(({ settled }) => settled ?? [])
  if (known.length > 0) await cloudTargets.settle(claim, known, clock())
  warnOfStrangers(accounts, found, deps)
  const due = judged.flatMap(({ toSend }) =>
    toSend !== undefined && ours.has(toSend.account) ? [toSend] : [],
  )
  const announced = await Promise.all(
    due.map(async (one) => ({
      ...one,
      receipt: await audit.append(eventOf(one.whom, running, 'announced')),
    })),
  )
  if (announced.length === 0) return true
  const may = await cloudTargets.maySend(claim, idsOf(announced))
  const stopped = announced.filter(({ account }) => !may.has(account))
  if (stopped.length > 0) await giveBack(claim, idsOf(stopped), deps)
  const sent = announced.filter(({ account }) => may.has(account))
  return sent.length === 0 || sendAll(batch, sent, deps)
}

interface Judged {
  readonly account: AccountId
  readonly user?: CloudUser
  /** Nothing has to be written, or it cannot be. */
  readonly settled?: Settled
  readonly toSend?: Omit<ToSend, 'receipt'>
}

function judge(account: AccountId, { running, whom, found }: Batch): Judged {
  const one = whom.get(account)
  const seen = found.get(account)
  if (one === undefined) return { account, settled: failedAs(account, 'gone') }
  if (one.isProtected) return { account, settled: failedAs(account, 'protected') }
  // Also where a user there has her anchor and is somebody else.
  if (seen?.is !== 'there') return { account, settled: failedAs(account, 'not-in-entra') }
  const { user } = seen
  const needs = needsOf(user, running)
  if (needs.flag || needs.revoke) return { account, user, toSend: { account, whom: one, user, needs } }
  const type = isChanged(user, running) ? 'found-changed' : 'found-written'
  return { account, user, settled: { account, event: { type }, after: markOf(user) } }
}

export function failedAs(account: AccountId, why: FailedWhy): Settled {
  return { account, event: { type: 'failed', why }, after: undefined }
}

function warnOfStrangers(
  accounts: readonly AccountId[],
  found: ReadonlyMap<AccountId, Found>,
  { log }: CloudWritingDeps,
): void {
  const strangers = accounts.filter((account) => found.get(account)?.is === 'mismatch')
  if (strangers.length > 0) {
    log.warn(
      { accounts: strangers.slice(0, 20) },
      'in Entra ID somebody else has the anchor of these accounts',
    )
  }
}

/** The flag first: whoever signs in again at once meets it. */
async function sendAll(batch: Batch, all: readonly ToSend[], deps: CloudWritingDeps): Promise<boolean> {
  const { running, until, claim } = batch
  const { entra, cloudTargets, clock } = deps
  const became = new Map<AccountId, CloudWritten>()
  const flagged = all.filter(({ needs }) => needs.flag)
  const flags = await entra.requireChange(flagged, { withMfa: running.withMfa, until })
  flagged.forEach(({ account }, i) => became.set(account, flags[i] ?? { was: 'unknown' }))
  const revoked = all.filter(
    ({ account, needs }) => needs.revoke && (became.get(account)?.was ?? 'done') === 'done',
  )
  const ends = await entra.revokeSessions(revoked, until)
  revoked.forEach(({ account }, i) => {
    const end = ends[i] ?? { was: 'unknown' }
    // Flagged and not revoked is half of it: it is read, and what is missing is sent by the next claim.
    if (end.was !== 'done')
      became.set(account, end.was === 'unsent' && became.has(account) ? { was: 'unknown' } : end)
    else if (!became.has(account)) became.set(account, end)
  })
  const settled = await settleAll(batch, all, became, deps)
  if (settled.length > 0) await cloudTargets.settle(claim, settled, clock())
  const types = new Map(settled.map(({ account, event }) => [account, event.type]))
  await Promise.all(
    all.map(async ({ account, whom }) => {
      const type = types.get(account)
      const isDone = type === 'found-written' || type === 'found-changed'
      const outcome = type === undefined ? 'unknown' : isDone ? 'ok' : 'refused'
      await deps.audit.append(eventOf(whom, running, outcome))
    }),
  )
  return settled.length === all.length
}

/** None for whom it cannot be told yet: they stay with their claim. */
async function settleAll(
  { running }: Batch,
  all: readonly ToSend[],
  became: ReadonlyMap<AccountId, CloudWritten>,
  deps: CloudWritingDeps,
): Promise<readonly Settled[]> {
  const settled: Settled[] = []
  let left: ToSend[] = []
  for (const one of all) {
    const { account } = one
    const was = became.get(account)?.was ?? 'unknown'
    if (was === 'refused') settled.push(failedAs(account, 'refused'))
    else if (was === 'unsent') settled.push({ account, event: { type: 'found-unwritten' }, after: undefined })
    else left.push(one)
  }
  for (const ms of lookAgainMs) {
    if (left.length === 0) break
    await sleep(ms)
    const read = await lookAgain(left, deps)
    if (read === undefined) break
    left = left.filter((one) => {
      const end = endOf(one, read.get(one.account), running)
      if (end !== undefined) settled.push(end)
      return end === undefined
    })
  }
  return settled
}

async function lookAgain(all: readonly ToSend[], { entra, log }: CloudWritingDeps) {
  try {
    return await entra.find(
      all.map(({ whom }) => whom),
      AbortSignal.timeout(sendMs / 2),
    )
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    log.warn({ why: cause.message }, 'what was written to Entra ID is not read back yet')
    return undefined
  }
}

function endOf(
  { account, user }: ToSend,
  seen: Found | undefined,
  running: CloudRunning,
): Settled | undefined {
  if (seen?.is !== 'there') return undefined
  const found = cloudFoundOf(user.sessionsFrom, seen.user, running)
  if (found === 'unwritten') return undefined
  const type = found === 'written' ? 'found-written' : 'found-changed'
  return { account, event: { type }, after: markOf(seen.user) }
}

/** See the door: the one time that these rows hold. */
export function markOf({ sessionsFrom }: CloudUser): PasswordMark {
  return { pwdLastSet: sessionsFrom, keyVersion: null }
}

const idsOf = (all: readonly { readonly account: AccountId }[]) => all.map(({ account }) => account)

/** Nothing was sent to them. */
async function giveBack(
  claim: Claim,
  accounts: readonly AccountId[],
  { cloudTargets, clock }: CloudWritingDeps,
): Promise<void> {
  const settled = accounts.map((account) => ({
    account,
    event: { type: 'found-unwritten' as const },
    after: undefined,
  }))
  await cloudTargets.settle(claim, settled, clock())
}

export function eventOf(
  { account: id, sid }: KnownWhom,
  { name }: CloudRunning,
  outcome: AuditEvent['outcome'],
): AuditEvent {
  return { type: 'entra.flagging', account: { id, sid }, origin: null, outcome, facts: { campaign: name } }
}
