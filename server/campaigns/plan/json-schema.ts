import { z } from 'zod'
import { campaignPlan } from './schema.ts'

/**
 * A plan's file as JSON Schema (2020-12), for editors. Whatever `readPlan` takes is valid by it; not the other way round:
 * it knows neither time zones, nor that hours are of one day, nor what two parts of a plan need of one another.
 */
export function planSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(campaignPlan, { io: 'input', target: 'draft-2020-12' })
  return { $schema, title: 'A mass password reset of Keyturn', ...rest }
}
