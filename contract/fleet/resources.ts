import { z } from 'zod'

/** What people call something that they use: `Mail`. Shown to them as it stands, so it carries no address and no markup. */
export const resourceName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} .,&()/_-]{0,39}$/u, 'write a name of at most 40 letters')

/** What answered from a computer after a refresh, and what did not, by the names in its own configuration alone. */
export const triedResources = z
  .array(z.strictObject({ name: resourceName, answers: z.boolean() }))
  .min(1)
  .max(12)
export type TriedResources = z.infer<typeof triedResources>
