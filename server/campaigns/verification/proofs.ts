import type { CampaignEvidence, CampaignProblem, VerifiedCampaign } from '@keyturn/contract'
import {
  behindOn,
  formatEvidence,
  packEntry,
  sha256,
  type Evidence,
  type EvidenceAccount,
} from '@keyturn/protocols/evidence'
import type { Audit, AuditEvent, AuditLog } from '#audit'
import type { Asker } from '../campaigns.ts'
import { proveEntries } from '../evidence/audit-proofs.ts'
import { renderReport } from '../evidence/report.ts'
import type { FrozenTarget } from '../ending/store.ts'
import { readPlan, type SentPlan } from '../plan/read.ts'
import { ownWays } from '../claims/claims.ts'
import {
  isOpenAccount,
  verifyPlan,
  type Earlier,
  type FrozenScope,
  type Verified,
  type VerifyDeps,
  type VerifyWish,
} from './verify.ts'

interface Refused {
  readonly ok: false
  readonly problems: readonly CampaignProblem[]
}

export interface CampaignProofs {
  /**
   * Whether each account of the plan's scope has a new password on every writable DC. Reads only. Audited as
   * `campaign.verified`.
   *
   * @throws {Fault} `directory.unavailable` if no DC can be read, `directory.refused`, `audit.unavailable`.
   */
  verify(
    sent: SentPlan,
    asker: Asker,
    earlier: Earlier | null,
  ): Promise<Refused | { readonly ok: true; readonly verified: VerifiedCampaign }>
  /**
   * The same with everything that was read, as a pack that is vouched for by an entry `campaign.evidence` of the audit
   * log. It is held in memory as a whole.
   *
   * @throws {Fault} as `verify` does.
   */
  evidence(
    sent: SentPlan,
    asker: Asker,
    earlier: Earlier | null,
    frozen?: FrozenScope | null,
  ): Promise<Refused | CampaignEvidence>
}

export interface ProofsDeps extends VerifyDeps {
  readonly audit: Pick<AuditLog, 'append' | 'leaves' | 'checkpoint'>
}

const mostNamed = 1_000

export function createCampaignProofs(deps: ProofsDeps): CampaignProofs {
  return {
    async verify(sent, asker, earlier) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const seen = createNamed(read.plan.t0)
      const take: VerifyWish['take'] = (account) => seen.see(account, undefined)
      const wish = { plan: read.plan, sent, by: asker.by, earlier, frozen: null, take }
      const found = await verifyPlan(wish, deps)
      await noteVerified(deps, found, asker)
      return { ok: true, verified: asVerified(found, seen.named) }
    },

    async evidence(sent, asker, earlier, frozen = null) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const accounts: EvidenceAccount[] = []
      const take: VerifyWish['take'] = (account) => void accounts.push(account)
      const wish = { plan: read.plan, sent, by: asker.by, earlier, frozen, take }
      const found = await verifyPlan(wish, deps)
      const whole: Evidence = { ...found, accounts: accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
      const evidence = formatEvidence(whole)
      const report = await renderReport(whole)
      const digests = { evidence: sha256(evidence), report: sha256(report) }
      const { index } = await note(deps, packEntry, asker, { ...factsOf(found), ...digests })
      const { proofs, ...signed } = await proveEntries(found.campaign, index, deps.audit)
      return {
        ok: true,
        proved: found.proved,
        accounts: accounts.length,
        evidence,
        report: report.toString('base64'),
        proofs: `${JSON.stringify(proofs, undefined, 1)}\n`,
        ...signed,
      }
    },
  }
}

type Named = VerifiedCampaign['named'][number]

/** The first of those whom somebody has to look at; who was signed off and is not done is among them. */
export function createNamed(t0: string) {
  const named: Named[] = []
  return {
    named,
    see(account: EvidenceAccount, target: FrozenTarget | undefined): undefined {
      if (isOpenAccount(account) && named.length < mostNamed) named.push(nameOf(account, target, t0))
    },
  }
}

export function noteVerified(deps: Noting, found: Verified, asker: Asker) {
  return note(deps, 'campaign.verified', asker, factsOf(found))
}

interface Noting {
  readonly audit: Audit
}

function note({ audit }: Noting, type: AuditEvent['type'], { origin }: Asker, facts: AuditEvent['facts']) {
  return audit.append({ type, account: null, origin, outcome: 'ok', facts })
}

function factsOf({ campaign, plan, proved, sums, dcs, by }: Verified): AuditEvent['facts'] {
  const accounts = Object.values(sums).reduce((sum, count) => sum + count, 0)
  const unread = dcs.filter(({ why }) => why !== null).length
  return {
    campaign,
    digest: plan,
    proved,
    accounts,
    good: sums.proved,
    exempt: sums.exempt,
    dcs: dcs.length,
    unread,
    by,
  }
}

function nameOf(account: EvidenceAccount, target: FrozenTarget | undefined, t0: string): Named {
  const { verdict, name, segment } = account
  const on = verdict === 'created-since' ? [] : [...behindOn(account, { t0 })]
  const isSigned = target?.state === 'written' && !ownWays.some((way) => way === target.way)
  return { verdict, name, segment, on, signedOffBy: isSigned ? target.owner : null }
}

export function asVerified(found: Verified, named: VerifiedCampaign['named']): VerifiedCampaign {
  const { campaign, plan, t0, at, proved, since, sums } = found
  return {
    campaign,
    plan,
    t0,
    at,
    proved,
    since,
    sums,
    named,
    dcs: found.dcs.map((dc) => ({ ...dc })),
    readOnly: [...found.readOnly],
    krbtgt: found.krbtgt.map((key) => ({ ...key })),
    open: found.open.map((one) => ({ ...one })),
  }
}
