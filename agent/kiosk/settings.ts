import { z } from 'zod'
import { cardSettings } from './card/index.ts'

export const kioskSettings = z.strictObject({
  /** A local account that has nothing and may do nothing: the browser runs as it. */
  account: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]*$/, 'write the name of a local account')
    .default('keyturn-kiosk'),
  /** The X server and its arguments; by default on the terminal of the unit in the guide. */
  xserver: z.array(z.string()).min(1).default(['/usr/bin/Xorg', 'vt9', '-keeptty', '-noreset']),
  /** After which somebody who touches neither keys nor mouse has left. */
  idleSeconds: z.int().min(10).max(3_600).default(180),
  /** Smart cards; without it the browser knows no card and reaches nothing but the portal. */
  card: cardSettings.optional(),
})
export type KioskSettings = z.infer<typeof kioskSettings>
