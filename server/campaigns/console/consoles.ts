import type { CampaignForecast, CampaignProgress } from '@keyturn/contract'
import type { Audit } from '#audit'
import { Fault, type AccountId, type Clock } from '#kernel'
import type { Asker } from '../campaigns.ts'
import { planOf } from '../life/freezing.ts'
import { found } from '../life/moving.ts'
import type { TargetStore } from '../run/store.ts'
import { paceOf, type PaceDeps } from '../pace/index.ts'
import { forecastAnew } from '../simulation/forecast.ts'
import type { CampaignStore, Kept } from '../store.ts'
import { progressOf } from './progress.ts'
import type { CallsInHour, ConsoleStore } from './store.ts'

/** What operators see of their campaign. Whoever is none of them is told that there is no such campaign. */
export interface Console {
  /** @throws {Fault} `request.not-found` */
  progress(who: AccountId, campaign: string): Promise<CampaignProgress>
  /** The forecast with other waves. null: there is none of this plan yet. @throws {Fault} `request.not-found` */
  tryWaves(who: AccountId, campaign: string, size: number): Promise<CampaignForecast | null>
  /** @throws {Fault} `request.not-found` */
  tellCalls(campaign: string, hours: readonly CallsInHour[], asker: Asker): Promise<number>
}

export interface ConsoleDeps {
  readonly store: Pick<CampaignStore, 'find'>
  readonly targets: Pick<TargetStore, 'counts' | 'away'>
  readonly paces: PaceDeps['paces']
  readonly seen: ConsoleStore
  readonly audit: Audit
  readonly clock: Clock
}

const mostNames = 20
const mostStragglers = 100
const nobody = '00000000-0000-0000-0000-000000000000'

export function createConsole(deps: ConsoleDeps): Console {
  const { targets, seen, audit, clock } = deps
  let trying: Promise<unknown> = Promise.resolve()
  return {
    async progress(who, name) {
      const kept = await own(deps, who, name)
      const { freeze, forecast, now } = kept
      const [counts, done, failed, away] =
        freeze === null
          ? [[], [], [], []]
          : await Promise.all([
              targets.counts(freeze),
              seen.doneByHour(freeze),
              seen.failed(freeze, mostNames),
              targets.away(freeze, nobody, mostStragglers),
            ])
      const calls = await seen.calls(name)
      const progress = progressOf({ at: clock(), counts, done, failed, calls, forecast })
      const stragglers = away.map((one) => one.name).toSorted()
      return { campaign: name, state: now.is, ...progress, pace: await paceOf(kept, deps), stragglers }
    },

    async tryWaves(who, name, size) {
      const kept = await own(deps, who, name)
      const { forecast } = kept
      if (forecast === null) return null
      // One after the other, and others get their turn in between: it takes the thread while it is at it.
      const tried = trying.then(() => forecastAnew(planOf(kept), forecast, size))
      trying = tried.then(later, later)
      return tried
    },

    async tellCalls(name, hours, { by, origin }) {
      await found(deps.store, name)
      const calls = hours.reduce((all, hour) => all + hour.calls, 0)
      const facts = { campaign: name, hours: hours.length, calls, by }
      await audit.append({ type: 'campaign.calls-told', account: null, origin, outcome: 'ok', facts })
      await seen.tell(name, hours)
      return hours.length
    },
  }
}

const later = () => new Promise<void>((resolve) => setImmediate(resolve))

async function own({ store }: ConsoleDeps, who: AccountId, name: string): Promise<Kept> {
  const kept = await store.find(name)
  if (kept?.operators.includes(who) === true) return kept
  throw new Fault('request.not-found', `there is no campaign ${name} that ${who} answers for`)
}
