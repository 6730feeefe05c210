import { z } from 'zod'
import { instant } from '../common.ts'
import { campaignState } from './running.ts'
import { askPlanShape, campaignProblem } from './planning.ts'

/** An account of an earlier reading, as it stands in its evidence.json. */
const earlierAccount = z.strictObject({
  id: z.guid(),
  sid: z.string().max(200),
  name: z.string().max(400),
  segment: z.string().max(40),
  isKrbtgt: z.boolean(),
  /** The version of its key then. */
  key: z.int().min(0).nullable(),
})

const earlier = z
  .strictObject({
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    at: instant,
    accounts: z.array(earlierAccount),
  })
  .nullable()
  .default(null)

/** `earlier`: who was in the scope before, with the digest of the file that says it. */
export const askCampaignProof = z.strictObject({
  ...askPlanShape,
  earlier,
})
/** Of one that is kept. */
export const askKeptProof = z.strictObject({
  campaign: z.string().min(1).max(63),
  by: z.string().trim().min(1).max(80),
  earlier,
})

/** What becomes of each account is explained in docs/guide/proof.md. */
export const campaignVerdict = z.enum([
  'proved',
  'behind',
  'entra-behind',
  'date-moved',
  'must-change',
  'missed',
  'moved-in',
  'krbtgt-once',
  'unread',
  'disabled',
  'created-since',
  'gone',
  'exempt',
])
export type CampaignVerdict = z.infer<typeof campaignVerdict>

/** `left`: accounts that are not settled. `awaited`: whose people are not back, and whose deadline is still to come. */
const keptVerification = z.object({ state: campaignState, left: z.int(), awaited: z.int() })
export type KeptVerification = z.infer<typeof keptVerification>

const verified = z.object({
  campaign: z.string(),
  plan: z.string(),
  t0: instant,
  at: instant,
  proved: z.boolean(),
  dcs: z.array(z.object({ name: z.string(), why: z.string().nullable() })),
  readOnly: z.array(z.string()),
  krbtgt: z.array(
    z.object({
      account: z.string(),
      dc: z.string(),
      keyVersion: z.int().nullable(),
      changed: instant.nullable(),
    }),
  ),
  since: z.object({ digest: z.string(), at: instant }).nullable(),
  sums: z.record(campaignVerdict, z.int()),
  open: z.array(
    z.object({ code: z.enum(['dc-unread', 'plan-refused', 'accounts', 'nobody']), subject: z.string() }),
  ),
  /** Of those that are not proved, the first thousand; `on`: the DCs that are in the way. */
  named: z.array(
    z.object({
      verdict: campaignVerdict,
      name: z.string(),
      segment: z.string(),
      on: z.array(z.string()),
      /** Somebody said that it was done by hand. */
      signedOffBy: z.string().nullable(),
    }),
  ),
})
export type VerifiedCampaign = z.infer<typeof verified>

const notAPlan = z.object({ ok: z.literal(false), problems: z.array(campaignProblem) })
export const campaignVerified = z.discriminatedUnion('ok', [
  verified.extend({ ok: z.literal(true), kept: keptVerification.optional() }),
  notAPlan,
])

/** The files of a pack, as `protocols/evidence` names them. */
export const campaignEvidence = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    proved: z.boolean(),
    accounts: z.int(),
    evidence: z.string(),
    report: z.base64(),
    proofs: z.string(),
    checkpoint: z.string(),
    verifierKey: z.string(),
  }),
  notAPlan,
])
export type CampaignEvidence = Extract<z.infer<typeof campaignEvidence>, { ok: true }>
