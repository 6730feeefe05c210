import { z } from 'zod'

/**
 * A factor is switched on by its section, be it empty. Authenticator apps and recovery codes need none: they work
 * everywhere, and are always there.
 */
export const factorSettings = z.strictObject({
  accessPass: z.strictObject({}).optional(),
})
