import type { CampaignForecast, CampaignProblem, PlannedCampaign } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Directory } from '#directory'
import type { Clock, Origin } from '#kernel'
import type { Policy } from '#policy'
import { planCampaign, type Outcome, type PlannerDeps } from './plan/planner.ts'
import { deadlineOf } from './ending/told.ts'
import { readPlan, type SentPlan } from './plan/read.ts'
import type { CampaignPlan } from './plan/schema.ts'
import { forecastOf, type Trial } from './simulation/forecast.ts'

/** Who asks; at the local socket nobody has an account of AD. */
export interface Asker {
  readonly by: string
  readonly origin: Origin
}

export type Planned =
  | { readonly ok: true; readonly planned: PlannedCampaign }
  | { readonly ok: false; readonly problems: readonly CampaignProblem[] }

export type SimulatedPlan =
  | { readonly ok: true; readonly planned: PlannedCampaign; readonly forecast: CampaignForecast }
  | { readonly ok: false; readonly problems: readonly CampaignProblem[] }

export interface Campaigns {
  /**
   * What a plan comes to today: every account of its scope in one segment or undecided, and what stands in the way.
   * Reads the directory, writes nothing to it. Audited as `campaign.planned`.
   *
   * @throws {Fault} `directory.unavailable`, `directory.refused`, `audit.unavailable`.
   */
  plan(sent: SentPlan, asker: Asker, show: string | undefined): Promise<Planned>
  /**
   * The same, and what it would do to the help desk. Audited as `campaign.simulated`.
   *
   * @throws {Fault} as `plan` does.
   */
  simulate(sent: SentPlan, asker: Asker, trial: Trial): Promise<SimulatedPlan>
}

export interface CampaignsDeps {
  readonly directory: Pick<Directory, 'census' | 'groupSid' | 'falling'>
  readonly policy: Pick<Policy, 'coverage'>
  readonly audit: Audit
  readonly clock: Clock
  readonly entra?: PlannerDeps['entra']
}

export function createCampaigns(deps: CampaignsDeps): Campaigns {
  async function outcomeOf(plan: CampaignPlan, sent: SentPlan, show: string | undefined) {
    return planCampaign(plan, sent, { ...deps, show })
  }

  async function note(type: AuditEvent['type'], { planned }: Outcome, { by, origin }: Asker): Promise<void> {
    const { campaign, trigger, digest, accounts, undecided, refusals } = planned
    const facts = {
      campaign,
      trigger,
      digest,
      accounts,
      undecided: undecided.accounts,
      refusals: refusals.length,
      by,
    }
    await deps.audit.append({ type, account: null, origin, outcome: 'ok', facts })
  }

  return {
    async plan(sent, asker, show) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const outcome = await outcomeOf(read.plan, sent, show)
      await note('campaign.planned', outcome, asker)
      return { ok: true, planned: outcome.planned }
    },

    async simulate(sent, asker, trial) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const outcome = await outcomeOf(read.plan, sent, undefined)
      const forecast = await forecastOf(read.plan, outcome, { ...deps, ...trial })
      await note('campaign.simulated', outcome, asker)
      const deadline = deadlineOf(read.plan, forecast.waves)
      return { ok: true, planned: { ...outcome.planned, deadline }, forecast }
    },
  }
}
