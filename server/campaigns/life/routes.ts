import type { KeptCampaign, PlannedCampaign } from '@keyturn/contract'
import type { Directory } from '#directory'
import { answer, route, type Route } from '#http'
import { secret, type AccountId } from '#kernel'
import { deadlineOf } from '../ending/told.ts'
import { readPlan } from '../plan/read.ts'
import type { Campaign } from '../state.ts'
import type { Kept } from '../store.ts'
import { sentOf } from '../sent.ts'
import type { Approvals } from './approvals.ts'
import type { Drafts } from './drafts.ts'
import { found } from './moving.ts'
import { readOperator } from './reproving.ts'
import type { Steps, StepsDeps } from './steps.ts'

export interface LifeRouteDeps {
  readonly drafts: Drafts
  readonly approvals: Approvals
  readonly steps: Steps
  readonly store: StepsDeps['store']
  readonly directory: Pick<Directory, 'read'>
}

export function lifeRoutes(deps: LifeRouteDeps): readonly Route[] {
  return [...planRoutes(deps), ...stepRoutes(deps), ...personRoutes(deps)]
}

function planRoutes({ drafts, store }: LifeRouteDeps): readonly Route[] {
  return [
    route('admin.campaign-draft', async ({ body, origin }) => {
      const drafted = await drafts.draft(sentOf(body), { by: body.by, origin })
      return answer(drafted.ok ? drafted : { ...drafted, problems: [...drafted.problems] })
    }),
    route('admin.campaign-simulate-kept', async ({ body: { campaign, by, seed }, origin }) => {
      const read = await drafts.simulate(campaign, { by, origin }, seed)
      if (!read.ok) return answer({ ...read, problems: [...read.problems] })
      const planned: PlannedCampaign = read.planned
      return answer({ ok: true, ...planned, forecast: read.forecast })
    }),
    route('admin.campaigns', async () => answer({ campaigns: (await store.all()).map(headOf) })),
    route('admin.campaign-show', async ({ body }) => {
      const kept = await found(store, body.campaign)
      const { plan, operators, forecast } = kept
      return answer({
        ...headOf(kept),
        plan,
        operators: [...operators],
        approvedBy: [...approvedBy(kept.now)],
        forecast,
      })
    }),
  ]
}

function stepRoutes({ steps }: LifeRouteDeps): readonly Route[] {
  return [
    route('admin.campaign-status', async ({ body }) => {
      const { kept, counts, stragglers, exemptions, notices, pace } = await steps.status(body.campaign)
      const { forecast } = kept
      const days = forecast?.waves.map(({ day, people }) => ({ day, people })) ?? []
      return answer({
        ...headOf(kept),
        pace,
        counts,
        stragglers,
        exemptions,
        notices,
        forecast: forecast && { people: forecast.people, ends: forecast.ends, waves: days },
      })
    }),
    route('admin.campaign-step', async ({ body: { campaign, step, by, peopleFirst }, origin }) =>
      answer(await steps.step(campaign, step, { by, origin, peopleFirst })),
    ),
    route('admin.campaign-exempt', async ({ body: { campaign, by, until = null, ...wish }, origin }) =>
      answer({ accounts: await steps.exempt(campaign, { ...wish, until }, { by, origin }) }),
    ),
    route('admin.campaign-sign-off', async ({ body: { campaign, what, by }, origin }) =>
      answer({ accounts: await steps.signOff(campaign, what, { by, origin }) }),
    ),
  ]
}

function personRoutes(deps: LifeRouteDeps): readonly Route[] {
  const { approvals } = deps
  return [
    route('person.campaigns', async (request) => {
      const { account } = await readOperator(deps, request)
      const hers = await approvals.of(account.id)
      const campaigns = hers.map((kept) => {
        const by = approvedBy(kept.now)
        const { plan, forecast } = kept
        const read = readPlan(plan)
        const deadline = read.ok ? deadlineOf(read.plan, forecast?.waves) : null
        const reach = { people: forecast?.people ?? null, ends: forecast?.ends ?? null, deadline }
        const yes = { approvedByMe: by.includes(account.id), approvals: by.length }
        return { ...headOf(kept), ...yes, ...reach, plan }
      })
      return answer({ campaigns })
    }),
    route('person.campaign-approve', async (request) => {
      const { answer: given, ...body } = request.body
      const who = await readOperator(deps, request)
      return answer(await approvals.approve(who, { ...body, answer: secret(given) }))
    }),
    route('person.campaign-withdraw', async (request) =>
      answer(await approvals.withdraw(await readOperator(deps, request), request.body.campaign)),
    ),
  ]
}

function headOf({ name, now, digest, draftedBy, changed }: Kept): KeptCampaign {
  return { campaign: name, state: now.is, digest, draftedBy, changed: changed.toISOString() }
}

function approvedBy(now: Campaign): readonly AccountId[] {
  if (now.is === 'half-approved') return [now.by]
  return now.is === 'approved' ? now.by : []
}
