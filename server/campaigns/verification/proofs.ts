import type { CampaignEvidence, CampaignProblem, VerifiedCampaign } from '@keyturn/contract'
import {
  behindOn,
  formatEvidence,
  packEntry,
  sha256,
  type Evidence,
  type EvidenceAccount,
} from '@keyturn/protocols/evidence'
import type { AuditEvent, AuditLog } from '#audit'
import type { Asker } from '../campaigns.ts'
import { proveEntries } from '../evidence/audit-proofs.ts'
import { renderReport } from '../evidence/report.ts'
import { readPlan, type SentPlan } from '../plan/read.ts'
import { isOpenAccount, verifyPlan, type Earlier, type Verified, type VerifyDeps } from './verify.ts'

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
  evidence(sent: SentPlan, asker: Asker, earlier: Earlier | null): Promise<Refused | CampaignEvidence>
}

export interface ProofsDeps extends VerifyDeps {
  readonly audit: Pick<AuditLog, 'append' | 'leaves' | 'checkpoint'>
}

const mostNamed = 1_000

export function createCampaignProofs(deps: ProofsDeps): CampaignProofs {
  const note = (type: AuditEvent['type'], asker: Asker, facts: AuditEvent['facts']) =>
    deps.audit.append({ type, account: null, origin: asker.origin, outcome: 'ok', facts })

  return {
    async verify(sent, asker, earlier) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const named: VerifiedCampaign['named'] = []
      const take = (account: EvidenceAccount) => {
        if (isOpenAccount(account) && named.length < mostNamed) named.push(nameOf(account, read.plan.t0))
      }
      const found = await verifyPlan({ plan: read.plan, sent, by: asker.by, earlier, take }, deps)
      await note('campaign.verified', asker, factsOf(found))
      return { ok: true, verified: asVerified(found, named) }
    },

    async evidence(sent, asker, earlier) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const accounts: EvidenceAccount[] = []
      const take = (account: EvidenceAccount) => void accounts.push(account)
      const found = await verifyPlan({ plan: read.plan, sent, by: asker.by, earlier, take }, deps)
      const whole: Evidence = { ...found, accounts: accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
      const evidence = formatEvidence(whole)
      const report = await renderReport(whole)
      const digests = { evidence: sha256(evidence), report: sha256(report) }
      const { index } = await note(packEntry, asker, { ...factsOf(found), ...digests })
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

function nameOf(account: EvidenceAccount, t0: string): VerifiedCampaign['named'][number] {
  const { verdict, name, segment } = account
  return { verdict, name, segment, on: verdict === 'created-since' ? [] : [...behindOn(account, { t0 })] }
}

function asVerified(found: Verified, named: VerifiedCampaign['named']): VerifiedCampaign {
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
