import { Fault } from '#kernel'
import type { Jobs } from '#storage'
import { planOf } from '../life/freezing.ts'
import { moveCampaign, type MovingDeps } from '../life/moving.ts'
import type { Kept } from '../store.ts'
import { lookWhoIsBack } from './back.ts'
import { settleLost } from './lost.ts'
import { openOffices } from './offices.ts'
import { accountsAtOnce, writeSome, type Running, type WritingDeps } from './writing.ts'

/** Makes campaigns go on, on whichever servers share the database. */
export interface Runs extends Disposable {
  /** Looks now and not within the minute. */
  wake(): Promise<void>
}

export interface RunsDeps extends MovingDeps, WritingDeps {
  readonly jobs: Pick<Jobs, 'handle' | 'every' | 'send'>
}

const lookQueue = 'campaigns.look'
const writeQueue = 'campaigns.write'
/** Shared by all servers. A DC writes one after the other, so more would only wait. */
const writersAtMost = 8
/** Until the next look sends new ones. */
const writeForMs = 55_000

/** Before `jobs.start`. What a handler cannot do now it leaves to the next look: nothing of it is lost. */
export function createRuns(deps: RunsDeps): Runs {
  const { jobs } = deps
  const stopping = new AbortController()
  jobs.handle(lookQueue, () => quietly(() => lookAtAll(deps), deps), { parallel: 1, retries: 0 })
  jobs.handle<{ campaign: string }>(
    writeQueue,
    ({ campaign }) => quietly(() => writeFor(campaign, stopping.signal, deps), deps),
    { retries: 0 },
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
    if (kept.now.is === 'running') await goOn(kept, running, deps)
    // Last: a DC that does not answer must not keep the others waiting.
    await lookWhoIsBack(running, deps)
  }
}

async function goOn(kept: Kept, { freeze }: Running, deps: RunsDeps): Promise<void> {
  const { targets, jobs, clock } = deps
  if (!(await targets.isOpen(freeze))) {
    await moveCampaign(deps, kept.name, { type: 'all-written' })
    return
  }
  const due = await targets.isDue(freeze, openOffices(planOf(kept), clock()))
  const writers = Math.min(writersAtMost, Math.ceil(due / accountsAtOnce))
  for (let i = 0; i < writers; i++) await jobs.send(writeQueue, { campaign: kept.name })
}

async function writeFor(name: string, stopping: AbortSignal, deps: RunsDeps): Promise<void> {
  const enough = AbortSignal.any([stopping, AbortSignal.timeout(writeForMs)])
  while (!enough.aborted) {
    const kept = await deps.store.find(name)
    const running = kept && runningOf(kept)
    if (kept === undefined || running === undefined || kept.now.is !== 'running') return
    const taken = await writeSome(running, openOffices(planOf(kept), deps.clock()), deps)
    if (taken === 0) {
      // The last one of all ends it, and nobody waits for the minute.
      if (!(await deps.targets.isOpen(running.freeze)))
        await moveCampaign(deps, name, { type: 'all-written' })
      return
    }
  }
}

function runningOf(kept: Kept): Running | undefined {
  const { name, freeze } = kept
  return freeze === null ? undefined : { name, freeze, t0: new Date(planOf(kept).t0) }
}
