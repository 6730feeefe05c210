import type { CampaignProblem } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Asker, SimulatedPlan } from '../campaigns.ts'
import { deadlineOf } from '../ending/told.ts'
import { planCampaign, type Outcome, type PlannerDeps } from '../plan/planner.ts'
import { digestOf, readPlan, type SentPlan } from '../plan/read.ts'
import type { TargetStore } from '../run/store.ts'
import { forecastOf, type ForecastDeps } from '../simulation/forecast.ts'
import { sentOf } from '../sent.ts'
import { next, type Campaign } from '../state.ts'
import type { Kept } from '../store.ts'
import { found, moveCampaign, type MovingDeps } from './moving.ts'

export type Drafted =
  | { readonly ok: true; readonly campaign: string; readonly digest: string; readonly state: Campaign['is'] }
  | { readonly ok: false; readonly problems: readonly CampaignProblem[]; readonly state?: Campaign['is'] }

/** Plans that are kept, until somebody approves them. */
export interface Drafts {
  /**
   * Keeps a plan under its own name. One that is there already is edited by that: whoever approved it approved another
   * plan, and what was frozen is forgotten. `state` where it is past that.
   */
  draft(sent: SentPlan, asker: Asker): Promise<Drafted>
  /** As `Campaigns.simulate`, of a plan that is kept. @throws {Fault} `request.not-found` as well. */
  simulate(name: string, asker: Asker, seed: number): Promise<SimulatedPlan>
}

export interface DraftsDeps extends MovingDeps, PlannerDeps, ForecastDeps {
  readonly directory: PlannerDeps['directory']
  readonly targets: Pick<TargetStore, 'forget'>
  readonly audit: Audit
}

export function createDrafts(deps: DraftsDeps): Drafts {
  const { store, targets, audit, clock } = deps
  return {
    async draft(sent, { by, origin }) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const { campaign: name } = read.plan
      const plan = { ...writtenOf(sent), draftedBy: by }
      const facts = { campaign: name, digest: plan.digest, by }
      await audit.append({ type: 'campaign.drafted', account: null, origin, outcome: 'ok', facts })
      const isNew = await store.add({ name, ...plan, changed: clock() })
      if (!isNew) {
        const forgotten = { operators: [], forecast: null, freeze: null }
        const { now, ...move } = await moveCampaign(
          deps,
          name,
          { type: 'edited' },
          { with: { ...plan, ...forgotten } },
        )
        if (!move.moved) return { ok: false, problems: [], state: now.is }
        if (move.before.freeze !== null) await targets.forget(move.before.freeze)
      }
      return { ok: true, campaign: name, digest: plan.digest, state: 'draft' }
    },

    async simulate(name, { by, origin }, seed) {
      const kept = await found(store, name)
      const sent = sentOf(kept)
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const outcome = await planCampaign(read.plan, sent, { ...deps, show: undefined })
      const forecast = await forecastOf(read.plan, outcome, { ...deps, seed, size: undefined })
      const planned = { ...outcome.planned, deadline: deadlineOf(read.plan, forecast.waves) }
      const open = openOf(planned)
      const facts = { campaign: name, digest: planned.digest, accounts: planned.accounts, open, by }
      await audit.append({ type: 'campaign.simulated', account: null, origin, outcome: 'ok', facts })
      // Somebody may have approved it meanwhile; looking at it again takes no yes back.
      if (open > 0 || kept.now.is === 'draft') {
        await moveCampaign(
          deps,
          name,
          { type: 'simulated', open },
          {
            fits: (now) =>
              now.digest === kept.digest && next(now.now, { type: 'simulated', open }) !== undefined,
            with: { operators: [...outcome.operators], forecast, freeze: null },
          },
        )
      }
      return { ok: true, planned, forecast }
    },
  }
}

/** What nobody may approve. */
export function openOf({ refusals, undecided }: Outcome['planned']): number {
  return refusals.length + undecided.accounts
}

function writtenOf(sent: SentPlan): Pick<Kept, 'plan' | 'tables' | 'digest'> {
  const tables = [...sent.tables].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])
  return { plan: sent.text, tables: Object.fromEntries(tables), digest: digestOf(sent) }
}
