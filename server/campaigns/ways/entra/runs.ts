import type { Entra } from '#entra'
import { Fault } from '#kernel'
import type { Jobs } from '#storage'
import { planOf } from '../../life/freezing.ts'
import { moveCampaign, type MovingDeps } from '../../life/moving.ts'
import { openOffices } from '../../run/offices.ts'
import type { Kept } from '../../store.ts'
import { lookWhoIsBack } from './back.ts'
import { settleLost } from './lost.ts'
import { writeSome, type CloudRunning, type CloudWritingDeps } from './writing.ts'

export interface CloudRunsDeps extends MovingDeps, Omit<CloudWritingDeps, 'entra'> {
  /** undefined: it is not configured, and nothing is asked. */
  readonly entra: Entra | undefined
  readonly jobs: Pick<Jobs, 'handle' | 'every' | 'send'>
}

const queue = 'campaigns.entra'
/** Until the next look goes on. */
const writeForMs = 50_000

/**
 * Makes what is written to Entra ID go on, a minute at a time, on whichever server gets the job: one at a time each, as
 * the service throttles all of them together.
 */
export function createCloudRuns(deps: CloudRunsDeps): Disposable {
  const { jobs, entra } = deps
  const stopping = new AbortController()
  if (entra !== undefined) {
    jobs.handle(queue, () => lookAtAll({ ...deps, entra }, stopping.signal), { parallel: 1, retries: 0 })
    jobs.every('* * * * *', queue)
  }
  return { [Symbol.dispose]: () => stopping.abort() }
}

type Deps = MovingDeps & CloudWritingDeps

async function lookAtAll(deps: Deps, stopping: AbortSignal): Promise<void> {
  const enough = AbortSignal.any([stopping, AbortSignal.timeout(writeForMs)])
  for (const kept of await deps.store.all()) {
    const running = cloudRunningOf(kept)
    if (running === undefined || !begun.includes(kept.now.is)) continue
    try {
      await goOn(kept, running, enough, deps)
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      const { message: why, code } = cause
      deps.log.warn({ campaign: kept.name, why, code }, 'Entra ID does not go on now; it is tried again')
    }
  }
}

const begun: readonly Kept['now']['is'][] = ['running', 'paused', 'verifying', 'cancelled']

/** One minute of one campaign. */
export async function goOn(
  kept: Kept,
  running: CloudRunning,
  enough: AbortSignal,
  deps: Deps,
): Promise<void> {
  await settleLost(running, deps)
  if (kept.now.is === 'cancelled') return
  while (kept.now.is === 'running' && !enough.aborted) {
    const taken = await writeSome(running, openOffices(planOf(kept), deps.clock()), deps)
    if (taken > 0) continue
    if (!(await deps.cloudTargets.isOpen(running.freeze))) {
      await moveCampaign(deps, kept.name, { type: 'all-written' })
    }
    break
  }
  await lookWhoIsBack(running, deps)
}

export function cloudRunningOf(kept: Kept): CloudRunning | undefined {
  const { name, freeze } = kept
  if (freeze === null) return undefined
  const { t0, entra } = planOf(kept)
  return { name, freeze, t0: new Date(t0), withMfa: entra.withMfa, revokes: entra.revokeSessions }
}
