import { z } from 'zod'
import { factorName, instant } from './common.ts'

/** What others ask of her: that she says who they are. */
export const approvals = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      factor: factorName,
      /** Who says that he is this person: the account's name and its display name. */
      name: z.string(),
      displayName: z.string(),
      /** The one who asks sees the same: whoever tells another one is somebody else. */
      number: z.string(),
      asked: instant,
      expires: instant,
      /** From where it is asked. */
      address: z.string(),
      device: z.string().nullable(),
    }),
  ),
  /** Until then nobody can ask her; null: anybody can. */
  mutedUntil: instant.nullable(),
})
export type Approvals = z.infer<typeof approvals>

export const decideApproval = z.strictObject({
  id: z.string().max(64),
  decision: z.enum(['approve', 'refuse']),
})

/** 0: can be asked again. */
export const muteApprovals = z.strictObject({
  hours: z
    .int()
    .min(0)
    .max(7 * 24),
})
