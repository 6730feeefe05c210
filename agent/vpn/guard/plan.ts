import { z } from 'zod'

/** One program with its arguments. It is cut short after `seconds`; no shell reads the arguments. */
export const step = z.object({
  argv: z.tuple([z.string()], z.string()),
  seconds: z.number().positive(),
  /** For its standard input: the one way in for a secret. */
  input: z.string().optional(),
})
export type Step = z.infer<typeof step>

const check = step.extend({
  /** A regular expression that its output has to match, line by line; none: that it ended with 0 is enough. */
  expects: z.string().optional(),
})
export type Check = z.infer<typeof check>

/** All that the guard of a tunnel needs to know; it decides nothing that is not here. */
export const plan = z.object({
  /** Holds before we began: then a tunnel of this name is somebody else's, and neither used nor closed. */
  taken: check,
  open: z.array(step).readonly(),
  /** Holds when packets can get through. */
  isUp: check,
  /** All of them, each whatever became of the one before. */
  close: z.array(step).readonly(),
  openSeconds: z.number().positive(),
  mostSeconds: z.number().positive(),
})
export type Plan = z.infer<typeof plan>
