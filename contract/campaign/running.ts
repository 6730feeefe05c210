import { z } from 'zod'
import { factorName, instant } from '../common.ts'
import { answerFactor, challenge } from '../factor.ts'
import {
  askCampaignPlan,
  campaignDeadline,
  campaignForecast,
  campaignProblem,
  campaignRefusal,
  campaignWay,
  segmentName,
} from './planning.ts'

const name = z.string().min(1).max(63)
const by = z.string().trim().min(1).max(80)
const account = z.string().trim().min(1).max(320)
const because = { owner: z.string().trim().min(1).max(320), reason: z.string().trim().min(3).max(300) }

export const campaignState = z.enum([
  'draft',
  'simulated',
  'half-approved',
  'approved',
  'running',
  'paused',
  'verifying',
  'closed',
  'cancelled',
])
export type CampaignState = z.infer<typeof campaignState>

export const draftCampaign = askCampaignPlan.omit({ show: true })
export const campaignDrafted = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), campaign: name, digest: z.string(), state: campaignState }),
  z.object({
    ok: z.literal(false),
    problems: z.array(campaignProblem),
    /** It is past its plan: it runs, or has ended. */
    state: campaignState.optional(),
  }),
])

export const simulateCampaign = z.strictObject({
  campaign: name,
  by,
  seed: z.int().min(0).max(0xffff_ffff).default(1),
})

const kept = z.object({
  campaign: name,
  state: campaignState,
  digest: z.string(),
  draftedBy: z.string(),
  changed: instant,
})
export const campaigns = z.object({ campaigns: z.array(kept) })
export type KeptCampaign = z.infer<typeof kept>

export const ofCampaign = z.strictObject({ campaign: name })
export const campaignShown = kept.extend({
  plan: z.string(),
  /** objectGUIDs of those who may approve, and of those who have. */
  operators: z.array(z.string()),
  approvedBy: z.array(z.string()),
  forecast: campaignForecast.nullable(),
})
export type CampaignShown = z.infer<typeof campaignShown>

export const targetState = z.enum([
  'waiting',
  'writing',
  'written',
  'failed',
  'verified',
  'overdue',
  'enforcing',
  'enforced',
  'exempt',
])
export type TargetState = z.infer<typeof targetState>

/** Of writes on each DC, by all servers together. null: the plan sets no limit. */
export const campaignPace = z
  .object({
    writesPerMinute: z.int(),
    /** What counts against the minute of each DC now; those on which none does are not named. */
    dcs: z.array(z.object({ dc: z.string(), writes: z.int() })),
  })
  .nullable()

export const campaignStatus = kept.extend({
  pace: campaignPace,
  /** Accounts, by where they are and how far. `back`: of those, who has a newer password by now. */
  counts: z.array(
    z.object({
      segment: segmentName,
      way: campaignWay,
      wave: z.int().nullable(),
      day: z.string().nullable(),
      state: targetState,
      why: z.string().nullable(),
      accounts: z.int(),
      back: z.int(),
    }),
  ),
  /** Written, and not seen with a newer password yet; the first hundred by name. */
  stragglers: z.array(z.string()),
  /** Exempt until a day, and those whose day is over and who are open again; the first hundred. */
  exemptions: z.array(
    z.object({ name: z.string(), owner: z.string(), until: z.string(), isOver: z.boolean() }),
  ),
  /** Mails to people, by kind (`before:5`, `at`, `after:3`) and what became of them. */
  notices: z.array(
    z.object({
      kind: z.string(),
      became: z.enum(['sent', 'no-address', 'disabled', 'gone', 'unknown']),
      people: z.int(),
    }),
  ),
  forecast: z
    .object({
      people: z.int(),
      ends: instant.nullable(),
      waves: z.array(z.object({ day: z.string(), people: z.int() })),
    })
    .nullable(),
})
export type CampaignStatus = z.infer<typeof campaignStatus>

export const campaignStep = z.enum(['start', 'pause', 'resume', 'cancel'])
export type CampaignStep = z.infer<typeof campaignStep>
export const stepCampaign = z.strictObject({
  campaign: name,
  step: campaignStep,
  by,
  /** Begin with people although privileged or service accounts are still to be done. */
  peopleFirst: z.boolean().default(false),
})
export const campaignStepped = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), state: campaignState }),
  z.object({
    done: z.literal(false),
    why: z.enum(['not-now', 'others-first']),
    state: campaignState,
    /** With `others-first`: how many accounts. */
    accounts: z.int(),
  }),
])

export const exemptOf = z.strictObject({
  campaign: name,
  account,
  ...because,
  until: z.iso.date().optional(),
  by,
})
/** `what`: an account, or a segment that is done by hand. */
export const signOff = z.strictObject({ campaign: name, what: account, by })
export const accountsChanged = z.object({ accounts: z.int() })

export const ownCampaigns = z.object({
  campaigns: z.array(
    kept.extend({
      approvedByMe: z.boolean(),
      approvals: z.int(),
      plan: z.string(),
      /** Of the simulation; null: there is none of this plan. */
      people: z.int().nullable(),
      ends: instant.nullable(),
      deadline: campaignDeadline.nullable(),
    }),
  ),
})
export type OwnCampaigns = z.infer<typeof ownCampaigns>
export const approveCampaign = z.strictObject({
  campaign: name,
  /** Of the plan that was looked at. */
  digest: z.string().length(64),
  /** A proof of this moment: it approves this and nothing else. */
  factor: factorName,
  answer: answerFactor.shape.answer,
})
export const campaignApproved = z.discriminatedUnion('approved', [
  z.object({ approved: z.literal(true), state: campaignState }),
  z.object({
    approved: z.literal(false),
    /** `refused`: something stands in the way by now; nothing is frozen, and it is a draft again. */
    why: z.enum(['other-plan', 'yours-already', 'not-now', 'refused', 'one-more-answer']),
    refusals: z.array(campaignRefusal).optional(),
    undecided: z.int().optional(),
    challenge: challenge.optional(),
  }),
])
export type CampaignApproved = z.infer<typeof campaignApproved>
