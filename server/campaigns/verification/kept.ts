import type { KeptVerification, VerifiedCampaign } from '@keyturn/contract'
import { isSettled, type EvidenceAccount } from '@keyturn/protocols/evidence'
import type { Audit } from '#audit'
import type { AccountId } from '#kernel'
import type { Asker } from '../campaigns.ts'
import { enforcementIn, waysEnforced } from '../ending/ways.ts'
import { endExemptions, type ExemptionsDeps } from '../ending/exemptions.ts'
import type { EndingStore } from '../ending/store.ts'
import { planOf } from '../life/freezing.ts'
import { found, moveCampaign } from '../life/moving.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { sentOf } from '../sent.ts'
import type { Kept } from '../store.ts'
import { asVerified, createNamed, noteVerified, type CampaignProofs } from './proofs.ts'
import { verifyPlan, type Earlier, type FrozenScope, type VerifyDeps } from './verify.ts'

/** Whether a campaign that is kept has come to everybody whom it is about. Each throws `request.not-found`. */
export interface KeptProofs {
  /**
   * Reads the scope of today and whoever was frozen, wherever they are now, on every writable DC. Who is proved is
   * `verified`; nothing left while it is `verifying` closes it. Audited as `campaign.verified`, and `campaign.closed`.
   *
   * @throws {Fault} as `CampaignProofs.verify` does.
   */
  verify(
    name: string,
    asker: Asker,
    earlier: Earlier | null,
  ): Promise<{ readonly verified: VerifiedCampaign; readonly kept: KeptVerification }>
  /** A pack as of a plan, with whoever was exempted meanwhile. Moves nothing. */
  evidence(name: string, asker: Asker, earlier: Earlier | null): ReturnType<CampaignProofs['evidence']>
}

export interface KeptProofsDeps extends VerifyDeps, ExemptionsDeps {
  readonly proofs: Pick<CampaignProofs, 'evidence'>
  readonly targets: EndingStore
  readonly audit: Audit
}

const provedAtOnce = 500
const begun: readonly Kept['now']['is'][] = ['running', 'paused', 'verifying']

export function createKeptProofs(deps: KeptProofsDeps): KeptProofs {
  const { store, proofs } = deps
  return {
    async verify(name, asker, earlier) {
      const kept = await found(store, name)
      if (begun.includes(kept.now.is)) await endExemptions(kept, deps)
      const plan = planOf(kept)
      const seen = createNamed(plan.t0)
      const proving = createProving(kept, plan, deps)
      const verified = await verifyPlan(
        {
          plan,
          sent: sentOf(kept),
          by: asker.by,
          earlier,
          frozen: scopeOf(kept, deps),
          take: (account, target) => {
            seen.see(account, target)
            return target && proving.take(account)
          },
        },
        deps,
      )
      await proving.flush()
      await noteVerified(deps, verified, asker)
      const answer = asVerified(verified, seen.named)
      return { verified: answer, kept: await close(kept, plan, answer, { ...deps, asker }) }
    },

    async evidence(name, asker, earlier) {
      const kept = await found(store, name)
      return proofs.evidence(sentOf(kept), asker, earlier, scopeOf(kept, deps))
    },
  }
}

function scopeOf({ freeze }: Kept, { targets }: KeptProofsDeps): FrozenScope | null {
  if (freeze === null) return null
  return {
    among: (accounts) => targets.among(freeze, accounts),
    after: (account, limit) => targets.frozenAfter(freeze, account, limit),
  }
}

/** Moves those that are proved, some at a time. Of what has ended nothing is moved any more. */
function createProving({ freeze, now }: Kept, plan: CampaignPlan, { targets, clock }: KeptProofsDeps) {
  const proved: AccountId[] = []
  const hold = awaitedBut(plan)
  const flush = async () => {
    const some = proved.splice(0)
    if (freeze === null || some.length === 0) return
    await targets.prove(freeze, some, { at: clock(), hold })
  }
  return {
    flush,
    take({ id, verdict }: EvidenceAccount): Promise<void> | undefined {
      if (verdict !== 'proved' || !begun.includes(now.is)) return undefined
      proved.push(id as AccountId)
      return proved.length >= provedAtOnce ? flush() : undefined
    },
  }
}

/** Is the deadline to find those whom a random password proves, and who have not come? */
function awaitedBut(plan: CampaignPlan): boolean {
  return waysEnforced(enforcementIn(plan)).includes('random-reset')
}

async function close(
  kept: Kept,
  plan: CampaignPlan,
  { sums, open, proved }: VerifiedCampaign,
  { asker, ...deps }: KeptProofsDeps & { readonly asker: Asker },
): Promise<KeptVerification> {
  const { name, freeze } = kept
  const awaited = freeze === null ? 0 : await deps.targets.awaited(freeze, waysEnforced(enforcementIn(plan)))
  const unsettled = Object.entries(sums).filter(
    ([verdict]) => !isSettled(verdict as EvidenceAccount['verdict']),
  )
  const accounts = unsettled.reduce((sum, [, count]) => sum + count, 0)
  const others = open.filter(({ code }) => code !== 'accounts').length
  const left = proved ? awaited : Math.max(1, accounts + others)
  const { moved, now } = await moveCampaign(deps, name, { type: 'verification-read', left })
  if (moved && now.is === 'closed') {
    const facts = { campaign: name, digest: kept.digest, by: asker.by }
    await deps.audit.append({
      type: 'campaign.closed',
      account: null,
      origin: asker.origin,
      outcome: 'ok',
      facts,
    })
  }
  return { state: now.is, left: accounts, awaited }
}
