import { z } from 'zod'
import { instant } from '../common.ts'
import { inventoryAccount } from './inventory.ts'
import { campaignWay } from './planning.ts'
import { campaignState } from './running.ts'

const name = z.string().min(1).max(63)
const by = z.string().trim().min(1).max(80)

export const askKeyStep = z.strictObject({ campaign: name, by })

/** Why a key of the domain is not reset now. */
export const keyStepWhy = z.enum([
  /** A writable DC does not answer, or does not show the key. */
  'dc-unread',
  /** DCs have different keys: replication is behind. */
  'dc-differs',
  /** Tickets by the key before may still live. */
  'too-early',
  /** It was written, and is on its way to the DCs, or not known yet. */
  'under-way',
  /** Somebody else has reset it between the two. */
  'changed-elsewhere',
  'right-missing',
  'refused',
  /** Nothing left the server. */
  'unsent',
  'done',
  'gone',
])
export type KeyStepWhy = z.infer<typeof keyStepWhy>

const stepOfKey = z.discriminatedUnion('reset', [
  z.object({
    account: z.string(),
    reset: z.literal(true),
    round: z.union([z.literal(1), z.literal(2)]),
    dc: z.string(),
    version: z.int(),
  }),
  z.object({
    account: z.string(),
    reset: z.literal(false),
    why: keyStepWhy,
    /** DCs, versions, or what the DC said. */
    subject: z.string().nullable(),
    /** With `too-early`: from when on. */
    until: instant.nullable(),
  }),
])

export const keyStep = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), steps: z.array(stepOfKey) }),
  /** `no-key`: no account of the campaign has this way. */
  z.object({ done: z.literal(false), why: z.enum(['not-now', 'no-key']), state: campaignState }),
])
export type KeyStep = z.infer<typeof keyStep>

export const campaignKeys = z.object({
  keys: z.array(
    z.object({
      account: z.string(),
      stage: z.enum(['unchanged', 'writing', 'spreading', 'resting', 'done']),
      round: z.union([z.literal(1), z.literal(2)]),
      on: z.array(z.object({ dc: z.string(), version: z.int().nullable(), changed: instant.nullable() })),
      /** Not before this; null: it is not its turn. */
      secondFrom: instant.nullable(),
    }),
  ),
  unread: z.array(z.object({ dc: z.string(), why: z.string() })),
  /** RODCs, which are never asked. */
  readOnly: z.array(z.string()),
  times: z
    .object({
      ticketHours: z.number(),
      skewMinutes: z.number(),
      /** Where the life of a ticket is from. */
      from: z.enum(['plan', 'directory', 'default']),
      waitHours: z.number(),
    })
    .nullable(),
})
export type CampaignKeys = z.infer<typeof campaignKeys>

/** Why an account is not asked by a falling maximum age. */
export const notReached = z.enum(['never-expires', 'disabled', 'protected', 'own-pso', 'gone'])
export type NotReachedWhy = z.infer<typeof notReached>

export const campaignFalling = z.object({
  psos: z.array(
    z.object({
      name: z.string(),
      /** DN of the PSO that it was copied from; null: the domain's policy. */
      source: z.string().nullable(),
      dc: z.string(),
      now: z.enum(['making', 'there', 'removing', 'removed']),
      /** Older passwords are to be changed by now. */
      cutoff: instant.nullable(),
      /** Why it is not made. */
      said: z.string().nullable(),
    }),
  ),
  members: z.int(),
  /** Of those, who has a new password. */
  back: z.int(),
  barred: z.array(z.object({ why: notReached, accounts: z.int(), examples: z.array(z.string()) })),
})
export type CampaignFalling = z.infer<typeof campaignFalling>

const serviceAccount = inventoryAccount.extend({
  way: campaignWay,
  isDone: z.boolean(),
  /** That its principal names say it runs on. */
  hosts: z.array(z.string()),
  /** objectGUID of the one account that its owner's name belongs to. */
  ownerAccount: z.string().nullable(),
})
export type ServiceAccount = z.infer<typeof serviceAccount>

export const askService = z.strictObject({ campaign: name, by })
export const campaignService = z.object({
  campaign: z.string(),
  /** A day. */
  until: z.string().nullable(),
  accounts: z.array(serviceAccount),
})
export type CampaignService = z.infer<typeof campaignService>
export const ownersTold = z.object({ sent: z.int(), untold: z.array(z.string()) })

export const rotateService = z.strictObject({
  campaign: name,
  account: z.string().trim().min(1).max(320),
  by,
  again: z.boolean().default(false),
})
/** The password is told this once; it is kept nowhere. */
export const serviceRotated = z.discriminatedUnion('rotated', [
  z.object({
    rotated: z.literal(true),
    account: z.string(),
    password: z.string(),
    dc: z.string(),
    /** false: it may still be the old one. */
    isRead: z.boolean(),
  }),
  z.object({
    rotated: z.literal(false),
    why: z.enum(['not-now', 'other-way', 'done', 'new-already', 'refused']),
    said: z.string(),
  }),
])
export type ServiceRotated = z.infer<typeof serviceRotated>

/** How the ways of a campaign that are more than one write go on. */
export const campaignWays = z.object({ krbtgt: campaignKeys, falling: campaignFalling })
export type CampaignWays = z.infer<typeof campaignWays>
