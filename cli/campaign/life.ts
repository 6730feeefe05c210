import { setTimeout as sleep } from 'node:timers/promises'
import { campaignStep, type CampaignStatus } from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { forecastLines } from './forecast-lines.ts'
import { exitCode, number, refuse } from './answers.ts'
import { readSent } from './sent.ts'
import { statusLines } from './status-lines.ts'

/** Of a campaign that the server keeps. */
export const campaignVerbs = [
  'draft',
  'list',
  'show',
  'status',
  'exempt',
  'sign-off',
  ...campaignStep.options,
] as const

export interface Wish {
  readonly by: string
  readonly json: boolean
  readonly watch: boolean
  readonly 'people-first': boolean
  readonly seed?: string | undefined
  readonly owner?: string | undefined
  readonly reason?: string | undefined
  readonly until?: string | undefined
}

interface To extends Output {
  readonly api: LocalApi
}

const watchMs = 2_000
const ended: readonly CampaignStatus['state'][] = ['closed', 'cancelled']

/** Exit code 1: it could not be done now. */
export async function runVerb(
  [verb, name, subject, ...more]: readonly string[],
  wish: Wish,
  to: To,
  usage: string,
): Promise<number> {
  const isWhole = (verb === 'list') === (name === undefined) && more.length === 0
  const hasSubject = verb === 'exempt' || verb === 'sign-off'
  if (!isWhole || hasSubject !== (subject !== undefined)) {
    to.out(usage)
    return 2
  }
  if (name === undefined) return list(wish, to)
  const step = campaignStep.options.find((one) => one === verb)
  if (step !== undefined) return take(name, step, wish, to)
  const acts: Readonly<Record<string, typeof draft>> = { draft, simulate, show, status }
  const act = acts[verb ?? '']
  if (act !== undefined) return act(name, wish, to)
  return byHand(name, subject ?? '', { ...wish, isExemption: verb === 'exempt' }, to)
}

async function draft(file: string, { by }: Wish, { api, out, err }: To): Promise<number> {
  const drafted = await api.call('admin.campaign-draft', { body: { ...readSent(file), by } })
  if (drafted.ok) {
    out(`${drafted.campaign} is kept as a draft; next: keyturn campaign simulate ${drafted.campaign}`)
    return 0
  }
  if (drafted.state === undefined) return refuse(file, drafted.problems, err)
  err(
    `a campaign of that name is ${drafted.state}: its plan cannot be changed any more; give the plan another name`,
  )
  return 1
}

async function simulate(campaign: string, wish: Wish, { api, out, err }: To): Promise<number> {
  const seed = number('seed', wish.seed, 0)
  const plan = await api.call('admin.campaign-simulate-kept', { body: { campaign, by: wish.by, ...seed } })
  if (!plan.ok) return refuse(campaign, plan.problems, err)
  for (const line of wish.json ? [JSON.stringify(plan)] : forecastLines(plan)) out(line)
  if (exitCode(plan) === 0 && wish.json !== true)
    out('next: two of its operators approve it in the portal, at /campaigns')
  return exitCode(plan)
}

async function list({ json }: Wish, { api, out }: To): Promise<number> {
  const { campaigns } = await api.call('admin.campaigns')
  if (json) out(JSON.stringify(campaigns))
  else for (const one of campaigns) out(`${one.campaign.padEnd(32)} ${one.state.padEnd(14)} ${one.changed}`)
  return 0
}

async function show(campaign: string, { json }: Wish, { api, out }: To): Promise<number> {
  const shown = await api.call('admin.campaign-show', { body: { campaign } })
  if (json) {
    out(JSON.stringify(shown))
    return 0
  }
  out(`${shown.campaign}: ${shown.state}, ${shown.approvedBy.length} of 2 have approved`)
  out(`digest ${shown.digest}, drafted by ${shown.draftedBy}`)
  out('')
  out(shown.plan)
  return 0
}

async function status(campaign: string, { json, watch }: Wish, { api, out }: To): Promise<number> {
  for (;;) {
    const now = await api.call('admin.campaign-status', { body: { campaign } })
    for (const line of json ? [JSON.stringify(now)] : statusLines(now)) out(line)
    if (!watch || ended.includes(now.state)) return 0
    await sleep(watchMs)
    // For programs a line is a look, and no other line is there.
    if (!json) out('')
  }
}

async function take(
  campaign: string,
  step: (typeof campaignStep.options)[number],
  wish: Wish,
  { api, out, err }: To,
): Promise<number> {
  const body = { campaign, step, by: wish.by, peopleFirst: wish['people-first'] }
  const stepped = await api.call('admin.campaign-step', { body })
  if (stepped.done) {
    out(`${campaign} is ${stepped.state}`)
    return 0
  }
  err(
    stepped.why === 'others-first'
      ? `${stepped.accounts} privileged and service accounts are still to be done by hand, and come first: "keyturn campaign sign-off" or "exempt" them, or begin all the same with --people-first`
      : `${campaign} is ${stepped.state}: it cannot ${step} now`,
  )
  return 1
}

async function byHand(
  campaign: string,
  subject: string,
  { by, owner, reason, until, isExemption }: Wish & { readonly isExemption: boolean },
  { api, out, err }: To,
): Promise<number> {
  if (isExemption && (owner === undefined || reason === undefined)) {
    err('an exemption has an --owner, who answers for it, and a --reason')
    return 2
  }
  const { accounts } = isExemption
    ? await api.call('admin.campaign-exempt', {
        body: {
          campaign,
          by,
          account: subject,
          owner: owner ?? '',
          reason: reason ?? '',
          ...(until !== undefined && { until }),
        },
      })
    : await api.call('admin.campaign-sign-off', { body: { campaign, by, what: subject } })
  out(`${accounts} account(s) ${isExemption ? 'exempt' : 'signed off'}`)
  if (accounts === 0) err('it is none of its accounts, is being written now, or was done before')
  return accounts === 0 ? 1 : 0
}
