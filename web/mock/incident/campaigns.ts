import type { OwnCampaigns, RouteAnswer, RouteBody } from '@keyturn/contract'
import { forecastOf, progressOf } from './console.ts'
import { MockRefusal, type Visit } from '../visit.ts'

type Campaign = OwnCampaigns['campaigns'][number]

/** Whoever signs in as `operator` is the second who is asked, and has two more; `first` is the first. */
export function createCampaigns(nameOf: (visit: Pick<Visit, 'session'>) => string) {
  const states = new Map<string, readonly Campaign[]>()
  const find = (visit: Pick<Visit, 'session'>) => states.get(visit.session) ?? campaignsOf(nameOf(visit))
  const change = (visit: Pick<Visit, 'session'>, name: string, to: Partial<Campaign>): void => {
    const all = find(visit).map((one) => (one.campaign === name ? { ...one, ...to } : one))
    states.set(visit.session, all)
  }
  return {
    'person.campaigns': (visit: Visit): OwnCampaigns => ({ campaigns: [...find(visit)] }),
    'person.campaign-approve': (
      visit: Visit<RouteBody<'person.campaign-approve'>>,
    ): RouteAnswer<'person.campaign-approve'> => {
      const { campaign, answer } = visit.body
      if (answer === '222222') return { approved: false, why: 'other-plan' }
      if (answer !== '123456') throw new MockRefusal('factor.refused')
      const isSecond = find(visit).some((one) => one.campaign === campaign && one.approvals === 1)
      const state = isSecond ? 'approved' : 'half-approved'
      change(visit, campaign, { state, approvedByMe: true, approvals: isSecond ? 2 : 1 })
      return { approved: true, state }
    },
    'person.campaign-progress': (visit: Visit<RouteBody<'person.campaign-progress'>>) =>
      progressOf(visit.body.campaign),
    'person.campaign-waves': ({ body: { size } }: Visit<RouteBody<'person.campaign-waves'>>) => ({
      forecast: forecastOf(friday.people ?? 0, size),
    }),
    'person.campaign-withdraw': (
      visit: Visit<RouteBody<'person.campaign-withdraw'>>,
    ): RouteAnswer<'person.campaign-withdraw'> => {
      change(visit, visit.body.campaign, { state: 'half-approved', approvedByMe: false, approvals: 1 })
      return { approved: true, state: 'half-approved' }
    },
  }
}

function campaignsOf(name: string): readonly Campaign[] {
  if (name === 'first') return [{ ...friday, state: 'simulated', approvals: 0 }]
  return name === 'operator' ? [friday, running] : []
}

const plan = `campaign: friday-2026-11
trigger: ad-database-exfiltrated
t0: 2026-11-27T18:00:00+01:00
operators: [carol, otto]
scope:
  - domain: all
exclusions:
  - account: breakglass
    reason: the way in if all else fails
    owner: ada
segments:
  - { segment: service, name: svc-* }
  - { segment: on-site, everyone: true }
waves:
  start: 2026-11-30
  size: auto
deadline: { afterDays: 10, enforce: disable }
`

const friday: Campaign = {
  campaign: 'friday-2026-11',
  state: 'half-approved',
  digest: '5f2b8c0d9e4a7163'.repeat(4),
  draftedBy: 'otto',
  changed: '2026-11-27T19:12:00Z',
  approvedByMe: false,
  approvals: 1,
  plan,
  people: 5000,
  ends: '2026-12-04T17:00:00Z',
  deadline: { afterDays: 10, enforce: 'disable', first: '2026-12-15', last: '2026-12-21' },
}

const running: Campaign = {
  ...friday,
  campaign: 'donaudampfschifffahrtsgesellschaft-nach-dem-einbruch-2026-10',
  state: 'running',
  approvedByMe: true,
  approvals: 2,
}
