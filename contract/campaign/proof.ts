import { z } from 'zod'
import { instant } from '../common.ts'
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

/** `earlier`: who was in the scope before, with the digest of the file that says it. */
export const askCampaignProof = z.strictObject({
  ...askPlanShape,
  earlier: z
    .strictObject({
      digest: z.string().regex(/^[0-9a-f]{64}$/),
      at: instant,
      accounts: z.array(earlierAccount),
    })
    .nullable()
    .default(null),
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
    z.object({ verdict: campaignVerdict, name: z.string(), segment: z.string(), on: z.array(z.string()) }),
  ),
})
export type VerifiedCampaign = z.infer<typeof verified>

const notAPlan = z.object({ ok: z.literal(false), problems: z.array(campaignProblem) })
export const campaignVerified = z.discriminatedUnion('ok', [
  verified.extend({ ok: z.literal(true) }),
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
