import type { PlannedCampaign, RouteAnswer } from '@keyturn/contract'
import { answer, route, type Route } from '#http'
import type { Campaigns } from './campaigns.ts'
import { planSchema } from './plan/json-schema.ts'
import { sentOf } from './sent.ts'

export function campaignsRoutes(campaigns: Campaigns): readonly Route[] {
  return [
    route('admin.campaign-schema', async () => answer({ schema: planSchema() })),
    route('admin.campaign-plan', async ({ body, origin }) => {
      const read = await campaigns.plan(sentOf(body), { by: body.by, origin }, body.show)
      return answer(read.ok ? { ...asAnswer(read.planned) } : { ...read, problems: [...read.problems] })
    }),
    route('admin.campaign-simulate', async ({ body, origin }) => {
      const read = await campaigns.simulate(
        sentOf(body),
        { by: body.by, origin },
        { seed: body.seed, size: body.size },
      )
      if (!read.ok) return answer({ ...read, problems: [...read.problems] })
      return answer({ ...asAnswer(read.planned), forecast: read.forecast })
    }),
  ]
}

function asAnswer(planned: PlannedCampaign): Extract<RouteAnswer<'admin.campaign-plan'>, { ok: true }> {
  return { ok: true, ...planned }
}
