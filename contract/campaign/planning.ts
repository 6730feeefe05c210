import { z } from 'zod'
import { instant } from '../common.ts'

/** Why everybody's password has to be changed. */
export const campaignTrigger = z.enum([
  'ad-database-exfiltrated',
  'ad-database-staged',
  'privileged-identities',
  'attacker-in-the-middle',
  'identity-platform',
  'ransomware',
  'credentials-in-mail',
  'credentials-in-data',
  'credentials-in-code',
  'nation-state',
  'other',
])
export type CampaignTrigger = z.infer<typeof campaignTrigger>

/** Kinds of accounts that a mass reset treats differently. Each account is in one of them. */
export const segmentName = z.enum([
  'privileged',
  'service',
  'on-site',
  'remote-certificate-vpn',
  'remote-password-vpn',
  'hybrid',
  'computers',
  'krbtgt',
  'trusts',
])
export type SegmentName = z.infer<typeof segmentName>

/** How the accounts of a segment get new passwords. */
export const campaignWay = z.enum([
  'must-change',
  'random-reset',
  'falling-maximum-age',
  'entra-flag',
  'owner-rotation',
  'gmsa-sheet',
  'krbtgt-twice',
  'manual',
])
export type CampaignWay = z.infer<typeof campaignWay>

/** Of a plan and of all its tables together, as they are sent. */
export const campaignBodyBytes = 24 * 1024 * 1024

export const askPlanShape = {
  /** The file's text (YAML). */
  plan: z
    .string()
    .min(1)
    .max(1024 * 1024),
  /** The tables that it names, by those names. */
  tables: z.record(z.string().min(1).max(320), z.base64()).default({}),
  by: z.string().trim().min(1).max(80),
}
/** `show`: a rule's id, a segment or `undecided`, whose accounts are to be named, ten thousand at most. */
export const askCampaignPlan = z.strictObject({
  ...askPlanShape,
  show: z.string().min(1).max(400).optional(),
})
/** `seed`: with the same one the same answer. */
export const askCampaignSimulation = z.strictObject({
  ...askPlanShape,
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** Instead of the plan's, to try another one. */
  size: z.int().min(1).optional(),
})

export const campaignProblem = z.object({ line: z.int(), path: z.string(), message: z.string() })
export type CampaignProblem = z.infer<typeof campaignProblem>

/** Why an account is in no segment. */
export const undecidedWhy = z.enum(['no-rule', 'person-or-service', 'too-many-groups', 'unreadable'])
export type UndecidedWhy = z.infer<typeof undecidedWhy>

/** What nobody may approve; `subject` is whom or what it is about. */
export const campaignRefusal = z.object({
  code: z.enum([
    'scope-empty',
    'unit-unknown',
    'group-unknown',
    'filter-invalid',
    'table-missing',
    'table-not-utf-8',
    'table-without-accounts',
    'table-broken',
    'table-too-large',
    'lines-refused',
    'account-unknown',
    'account-ambiguous',
    'contains-service-account',
    'contains-operator',
    'contains-last-administrator',
    'operators-same',
    't0-in-future',
    'exclusion-expired',
    'entra-not-configured',
    'entra-elsewhere',
    'falling-right-missing',
  ]),
  subject: z.string(),
})
export type CampaignRefusal = z.infer<typeof campaignRefusal>

/** What somebody should know before she approves. */
export const campaignWarning = z.object({
  code: z.enum([
    'rights-unread',
    'head-open-to-all',
    'rule-matches-nobody',
    'must-change-race',
    'falling-race',
    'entra-race',
    'entra-keeps-sessions',
    'entra-writeback',
    'deadline-reaches-nobody',
    'deadline-needs-right',
    'notices-off',
    'notices-read-by-others',
    'notices-without-deadline',
    'falling-not-reached',
  ]),
  subject: z.string(),
})
export type CampaignWarning = z.infer<typeof campaignWarning>

/** What is wrong with a line of a table. */
export const tableLineWhy = z.enum(['columns', 'formula', 'no-name', 'duplicate', 'unknown', 'ambiguous'])
export type TableLineWhy = z.infer<typeof tableLineWhy>

/** What happens to whoever has not come; `first`, `last`: the days on which it does, once it was simulated. */
export const campaignDeadline = z.object({
  afterDays: z.int(),
  enforce: z.enum(['disable', 'random-reset']),
  first: z.string().nullable(),
  last: z.string().nullable(),
})
export type CampaignDeadline = z.infer<typeof campaignDeadline>

/** A few of the accounts, to see what is meant. */
const examples = z.array(z.string())

const planned = z.object({
  campaign: z.string(),
  trigger: campaignTrigger,
  t0: instant,
  /** SHA-256 of the file's text and its tables: which plan it is that somebody looked at. */
  digest: z.string(),
  accounts: z.int(),
  excluded: z.int(),
  segments: z.array(
    z.object({
      segment: segmentName,
      way: campaignWay,
      accounts: z.int(),
      disabled: z.int(),
      rules: z.array(z.object({ rule: z.string(), accounts: z.int(), examples })),
    }),
  ),
  deadline: campaignDeadline.nullable(),
  undecided: z.object({
    accounts: z.int(),
    reasons: z.array(z.object({ why: undecidedWhy, accounts: z.int(), examples })),
  }),
  tables: z.array(
    z.object({
      table: z.string(),
      accounts: z.int(),
      /** The first hundred. */
      refused: z.array(z.object({ line: z.int(), why: tableLineWhy })),
      refusedLines: z.int(),
    }),
  ),
  refusals: z.array(campaignRefusal),
  warnings: z.array(campaignWarning),
  /** Only where it was asked for. */
  shown: z.array(z.string()).optional(),
})
export type PlannedCampaign = z.infer<typeof planned>

const notAPlan = z.object({ ok: z.literal(false), problems: z.array(campaignProblem) })
export const campaignPlanned = z.discriminatedUnion('ok', [planned.extend({ ok: z.literal(true) }), notAPlan])

/** Means of many runs; `…High`: one in ten runs was worse. Waiting in minutes. */
const hour = z.object({
  from: instant,
  calls: z.number(),
  callsHigh: z.number(),
  waitMinutes: z.number(),
  lockedOut: z.number(),
  lockedOutHigh: z.number(),
})
export const campaignForecast = z.object({
  /** Of people alone: what is not done in waves is not simulated. */
  people: z.int(),
  waves: z.array(
    z.object({
      number: z.int(),
      day: z.string(),
      people: z.int(),
      parts: z.array(z.object({ segment: segmentName, office: z.string(), people: z.int() })),
    }),
  ),
  /** Those hours in which somebody called or waited. */
  hours: z.array(hour),
  calls: z.number(),
  waitMinutes: z.number(),
  worst: z.object({
    callsPerHour: z.number(),
    waitMinutes: z.number(),
    lockedOut: z.number(),
  }),
  /** When the last one is served: in half the runs by the first, in nine of ten by the second. null: not within the horizon. */
  ends: instant.nullable(),
  endsHigh: instant.nullable(),
  runs: z.int(),
  assumed: z.object({
    enrolled: z.number(),
    /** false: the plan says it. */
    measured: z.boolean(),
    selfService: z.number(),
    stumble: z.number(),
    absent: z.number(),
    size: z.int(),
  }),
})
export type CampaignForecast = z.infer<typeof campaignForecast>
export const campaignSimulated = z.discriminatedUnion('ok', [
  planned.extend({ ok: z.literal(true), forecast: campaignForecast }),
  notAPlan,
])

/** Of a plan's file: JSON Schema, for editors. */
export const campaignSchema = z.object({ schema: z.record(z.string(), z.unknown()) })
