import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '#kernel'
import type { Jobs } from '#storage'
import { planOf } from '../life/freezing.ts'
import { found, moveCampaign, type MovingDeps } from '../life/moving.ts'
import type { Kept } from '../store.ts'
import { enforceSome, findOverdue } from '../ending/deadline.ts'
import { enforcementIn } from '../ending/ways.ts'
import { endExemptions } from '../ending/exemptions.ts'
import { noticesOf } from '../notices/kinds.ts'
import { sendNotices, type NoticesDeps } from '../notices/notices.ts'
import { roomFor, type RoomDeps } from '../pace/index.ts'
import type { TargetStore } from './store.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { lookWhoIsBack } from './back.ts'
import { settleLost } from './lost.ts'
import { openOffices } from './offices.ts'
import { accountsAtOnce, writeSome, type Room, type Running, type WritingDeps } from './writing.ts'

/** Makes campaigns go on, on whichever servers share the database. */
export interface Runs extends Disposable {
  /** Looks now and not within the minute. */
  wake(): Promise<void>
}

export interface RunsDeps extends MovingDeps, WritingDeps, NoticesDeps {
  readonly targets: TargetStore
  readonly paces: RoomDeps['paces']
  readonly directory: WritingDeps['directory'] & NoticesDeps['directory']
  readonly jobs: Pick<Jobs, 'handle' | 'every' | 'send'>
}

const lookQueue = 'campaigns.look'
const writeQueue = 'campaigns.write'
const enforceQueue = 'campaigns.enforce'
const noticeQueue = 'campaigns.notices'
/** Shared by all servers. A DC writes one after the other, so more would only wait. */
const writersAtMost = 8
/** Until the next look sends new ones. */
const writeForMs = 55_000
const [leastWaitMs, longestWaitMs] = [200, 5_000]

/** Before `jobs.start`. What a handler cannot do now it leaves to the next look: nothing of it is lost. */
export function createRuns(deps: RunsDeps): Runs {
  const { jobs } = deps
  const stopping = new AbortController()
  jobs.handle(lookQueue, () => quietly(() => lookAtAll(deps), deps), { parallel: 1, retries: 0 })
  const writers = { [writeQueue]: writeMore, [enforceQueue]: enforceMore }
  for (const [queue, more] of Object.entries(writers)) {
    jobs.handle<WriteJob>(queue, (job) => quietly(() => writeFor(job, more, stopping.signal, deps), deps), {
      retries: 0,
    })
  }
  jobs.handle<{ campaign: string }>(
    noticeQueue,
    ({ campaign }) => quietly(() => noticesFor(campaign, stopping.signal, deps), deps),
    { parallel: 1, retries: 0 },
  )
  jobs.every('* * * * *', lookQueue)
  return {
    wake: () => jobs.send(lookQueue, {}),
    [Symbol.dispose]: () => stopping.abort(),
  }
}

async function quietly(work: () => Promise<void>, { log }: RunsDeps): Promise<void> {
  try {
    await work()
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    log.warn({ why: cause.message, code: cause.code }, 'a campaign does not go on now; it is tried again')
  }
}

async function lookAtAll(deps: RunsDeps): Promise<void> {
  const begun = (await deps.store.all()).filter(({ now }) =>
    ['running', 'paused', 'verifying', 'cancelled'].includes(now.is),
  )
  for (const kept of begun) {
    const running = runningOf(kept)
    if (running === undefined) continue
    await settleLost(running, deps)
    if (kept.now.is === 'cancelled') continue
    await endExemptions(kept, deps)
    await goOn(kept, running, deps)
    // Last: a DC that does not answer must not keep the others waiting.
    await lookWhoIsBack(running, deps)
  }
}

async function goOn(seen: Kept, running: Running, deps: RunsDeps): Promise<void> {
  const { targets, clock, store } = deps
  // An exemption that is over may have opened it again.
  const { name, now, plan: text } = await found(store, seen.name)
  if (now.is === 'paused') return
  const plan = planOf({ name, plan: text })
  const open = openOffices(plan, clock())
  if (noticesOf(plan) !== null) await deps.jobs.send(noticeQueue, { campaign: name })
  await findOverdue(running, plan, open, deps)
  await sendWriters(enforceQueue, name, await targets.overdueAt(running.freeze, open), deps)
  if (now.is !== 'running') return
  if (await targets.isOpen(running.freeze)) {
    await sendWriters(writeQueue, name, await targets.isDue(running.freeze, open), deps)
  } else await moveCampaign(deps, name, { type: 'all-written' })
}

async function noticesFor(name: string, stopping: AbortSignal, deps: RunsDeps): Promise<void> {
  const { freeze, now, ...kept } = await found(deps.store, name)
  if (freeze === null || (now.is !== 'running' && now.is !== 'verifying')) return
  const plan = planOf(kept)
  const enough = AbortSignal.any([stopping, AbortSignal.timeout(writeForMs)])
  await sendNotices(freeze, plan, openOffices(plan, deps.clock()), enough, deps)
}

async function sendWriters(queue: string, campaign: string, due: number, { jobs }: RunsDeps): Promise<void> {
  const writers = Math.min(writersAtMost, Math.ceil(due / accountsAtOnce))
  for (let writer = 0; writer < writers; writer++) await jobs.send(queue, { campaign, writer })
}

/** `writer`: the how many-th of those that were sent. */
interface WriteJob {
  readonly campaign: string
  readonly writer: number
}

interface Writing {
  readonly kept: Kept
  readonly plan: CampaignPlan
  readonly running: Running
  readonly room: Room
}

/** @returns how many were taken. */
type More = (writing: Writing, deps: RunsDeps) => Promise<number>

const writeMore: More = async ({ kept, plan, running, room }, deps) => {
  if (kept.now.is !== 'running') return 0
  return writeSome(running, openOffices(plan, deps.clock()), room, deps)
}

const enforceMore: More = ({ kept: { operators }, plan, running, room }, deps) =>
  enforceSome(running, openOffices(plan, deps.clock()), room, { ...deps, operators })

async function writeFor(
  { campaign, writer }: WriteJob,
  more: More,
  stopping: AbortSignal,
  deps: RunsDeps,
): Promise<void> {
  const enough = AbortSignal.any([stopping, AbortSignal.timeout(writeForMs)])
  for (let batch = writer; !enough.aborted; batch++) {
    const kept = await deps.store.find(campaign)
    const running = kept && runningOf(kept)
    if (kept === undefined || running === undefined) return
    const plan = planOf(kept)
    const room = await roomFor({ freeze: running.freeze, plan, batch, atMost: accountsAtOnce }, deps)
    if ('waitSeconds' in room) {
      await waitFor(room.waitSeconds, enough)
      continue
    }
    // If it throws, room is kept for what may have been sent.
    const taken = await more({ kept, plan, running, room }, deps)
    await room.end(taken)
    if (taken > 0) continue
    // The last one of all ends it, and nobody waits for the minute.
    if (kept.now.is === 'running' && !(await deps.targets.isOpen(running.freeze)))
      await moveCampaign(deps, campaign, { type: 'all-written' })
    return
  }
}

/** Room may come before: what another server did not use is given back. */
async function waitFor(seconds: number, enough: AbortSignal): Promise<void> {
  const ms = Math.min(longestWaitMs, Math.max(leastWaitMs, seconds * 1_000))
  await sleep(ms, undefined, { signal: enough }).catch(() => {})
}

function runningOf(kept: Kept): Running | undefined {
  const { name, freeze } = kept
  if (freeze === null) return undefined
  const plan = planOf(kept)
  return { name, freeze, t0: new Date(plan.t0), enforcement: enforcementIn(plan) }
}
