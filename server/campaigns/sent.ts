import type { RouteBody } from '@keyturn/contract'
import type { SentPlan } from './plan/read.ts'

/** A plan and its tables, as they come by HTTP or are kept. */
export function sentOf({
  plan,
  tables,
}: Pick<RouteBody<'admin.campaign-plan'>, 'plan' | 'tables'>): SentPlan {
  const bytes = Object.entries(tables).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const)
  return { text: plan, tables: new Map(bytes) }
}
