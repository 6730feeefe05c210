import { z } from 'zod'
import { selfService } from './lockdown/lockdown.ts'

/** Whose portal this is, as the administrator wrote it: shown to everyone who opens it. */
export const portalAbout = z.object({
  /** The organisation's name. */
  name: z.string(),
  /** Whom to call, ready to stand after "call": `the help desk, telephone 4711`. */
  helpDesk: z.string(),
  /** Whether people can do anything for themselves just now. */
  selfService,
  /** Some ways to prove who one is count for nothing just now; nobody is told which. */
  distrusts: z.boolean(),
})
export type PortalAbout = z.infer<typeof portalAbout>

/** The `User-Agent` of a browser that a person at a log-on screen leaves by Escape, since it has nothing else to close. */
export type KioskMark = 'KeyturnKiosk/1'
