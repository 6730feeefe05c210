import { z } from 'zod'

/** Who is asked to enrol, how often, and until when. No groups: nobody is asked. */
export const enrolmentSettings = z.strictObject({
  groups: z.array(z.string().min(1)).default([]),
  everyDays: z.int().min(1).max(365).default(7),
  deadline: z.iso.date('write a day as 2027-01-31').optional(),
})
