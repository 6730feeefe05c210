import { z } from 'zod'

/** Who closes self-service in an incident, two of them together. Without operators nobody can. */
export const lockdownSettings = z.strictObject({
  /** Names or SIDs of accounts. */
  operators: z.array(z.string().min(1)).max(50).default([]),
  /** Of AD; its members as well. */
  operatorGroup: z.string().min(1).optional(),
  /** So long one person's word closes it, and waits for a second one. */
  holdMinutes: z.int().min(5).max(240).default(60),
})
