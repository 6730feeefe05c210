import type { RouteBody } from '@keyturn/contract'
import { answer, route, type Route } from '#http'
import type { AccountId } from '#kernel'
import { sentOf } from '../sent.ts'
import type { KeptProofs } from './kept.ts'
import type { CampaignProofs } from './proofs.ts'
import type { Earlier } from './verify.ts'

export function campaignProofRoutes(proofs: CampaignProofs, kept: KeptProofs): readonly Route[] {
  return [
    route('admin.campaign-verify-kept', async ({ body: { campaign, by, earlier }, origin }) => {
      const read = await kept.verify(campaign, { by, origin }, earlierOf(earlier))
      return answer({ ok: true, ...read.verified, kept: read.kept })
    }),
    route('admin.campaign-evidence-kept', async ({ body: { campaign, by, earlier }, origin }) => {
      const pack = await kept.evidence(campaign, { by, origin }, earlierOf(earlier))
      return answer(pack.ok ? pack : { ...pack, problems: [...pack.problems] })
    }),
    route('admin.campaign-verify', async ({ body, origin }) => {
      const read = await proofs.verify(sentOf(body), { by: body.by, origin }, earlierOf(body.earlier))
      return answer(read.ok ? { ok: true, ...read.verified } : { ...read, problems: [...read.problems] })
    }),
    route('admin.campaign-evidence', async ({ body, origin }) => {
      const pack = await proofs.evidence(sentOf(body), { by: body.by, origin }, earlierOf(body.earlier))
      return answer(pack.ok ? pack : { ...pack, problems: [...pack.problems] })
    }),
  ]
}

type Body = RouteBody<'admin.campaign-verify'>

function earlierOf(earlier: Body['earlier']): Earlier | null {
  if (earlier === null) return null
  const accounts = new Map(earlier.accounts.map(({ id, ...one }) => [id.toLowerCase() as AccountId, one]))
  return { digest: earlier.digest, at: earlier.at, accounts }
}
