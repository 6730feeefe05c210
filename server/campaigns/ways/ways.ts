import { answer, route, type Route } from '#http'
import { Fault } from '#kernel'
import type { Jobs } from '#storage'
import { createByHand, type ByHandDeps } from './by-hand/by-hand.ts'
import { createFallingTurns, type FallingTurnsDeps } from './falling/falling.ts'
import { createServices, type ServicesDeps } from './owners/owners.ts'
import { createKeyTurns, type KeyTurnsDeps } from './krbtgt/krbtgt.ts'

export interface Ways {
  readonly routes: readonly Route[]
  /** Looks now and not within the minute. */
  wake(): Promise<void>
}

export interface WaysDeps extends KeyTurnsDeps, FallingTurnsDeps, ServicesDeps, ByHandDeps {
  readonly directory: KeyTurnsDeps['directory'] &
    FallingTurnsDeps['directory'] &
    ServicesDeps['directory'] &
    ByHandDeps['directory']
  readonly jobs: Pick<Jobs, 'handle' | 'every' | 'send'>
}

const lookQueue = 'campaigns.ways'

/** Before `jobs.start`. What cannot be done now is left to the next look, a minute later. */
export function openWays(deps: WaysDeps): Ways {
  const { jobs, log } = deps
  const krbtgt = createKeyTurns(deps)
  const falling = createFallingTurns(deps)
  const services = createServices(deps)
  const byHand = createByHand(deps)
  /** A DC that is away for one of them must not keep the others waiting. */
  const quietly = async (campaign: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      log.warn({ campaign, why: cause.message, code: cause.code }, 'a way does not go on now')
    }
  }
  const goOn = async () => {
    const begun = (await deps.store.all()).filter(({ freeze }) => freeze !== null)
    for (const kept of begun) {
      await quietly(kept.name, () => krbtgt.goOn(kept))
      await quietly(kept.name, () => falling.goOn(kept))
    }
    await quietly('', () => falling.clear())
  }
  jobs.handle(lookQueue, goOn, { parallel: 1, retries: 0 })
  jobs.every('* * * * *', lookQueue)
  return {
    wake: () => jobs.send(lookQueue, {}),
    routes: [
      route('admin.campaign-krbtgt', async ({ body: { campaign, by }, origin }) =>
        answer(await krbtgt.step(campaign, { by, origin })),
      ),
      route('admin.campaign-ways', async ({ body }) =>
        answer({ krbtgt: await krbtgt.look(body.campaign), falling: await falling.look(body.campaign) }),
      ),
      route('admin.campaign-service', async ({ body: { campaign, by }, origin }) =>
        answer(await services.look(campaign, { by, origin })),
      ),
      route('admin.campaign-by-hand', async ({ body: { campaign, by }, origin }) =>
        answer(await byHand.look(campaign, { by, origin })),
      ),
      route('admin.campaign-owners', async ({ body: { campaign, by }, origin }) => {
        const { sent, untold } = await services.tell(campaign, { by, origin })
        return answer({ sent, untold: [...untold] })
      }),
      route('admin.campaign-rotate', async ({ body: { campaign, account, ...wish }, origin }) =>
        answer(await services.rotate(campaign, account, { ...wish, origin })),
      ),
    ],
  }
}
