import type { CampaignApproved, FactorName } from '@keyturn/contract'
import type { Audit } from '#audit'
import { Fault, type AccountId, type Secret } from '#kernel'
import { next, type CampaignEvent } from '../state.ts'
import type { Kept } from '../store.ts'
import { freezeTargets, type FreezingDeps } from './freezing.ts'
import { moveCampaign, type MovingDeps } from './moving.ts'
import { reprove, type Operator, type ReprovingDeps } from './reproving.ts'

export interface Approval {
  readonly campaign: string
  readonly digest: string
  readonly factor: FactorName
  readonly answer: Secret
}

/** Two people say yes, each by a proof of that moment; nobody does it for them, not even at the server itself. */
export interface Approvals {
  /** Those in which she is an operator. */
  of(account: AccountId): Promise<readonly Kept[]>
  /**
   * The second yes freezes whom it is about. The proof is asked for only where a yes would count, and counts for this
   * one.
   *
   * @throws {Fault} `request.not-found`: no such campaign, or she is none of its operators, which is one answer;
   *   `factor.frozen`, `factor.locked`, `factor.refused`; `session.unproved`: it is not enough for changing her factors
   *   either, or is another one's word.
   */
  approve(who: Operator, approval: Approval): Promise<CampaignApproved>
  /** Takes her yes back, until it is started. @throws {Fault} `request.not-found` */
  withdraw(who: Operator, campaign: string): Promise<CampaignApproved>
}

export interface ApprovalsDeps extends MovingDeps, FreezingDeps, ReprovingDeps {}

/** Of two who press at once one is second; of operators who press and withdraw, few. */
const mostTries = 5

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const { store } = deps
  return {
    of: async (account) => (await store.all()).filter(({ operators }) => operators.includes(account)),

    async approve(who, approval) {
      const { digest } = approval
      const refusal = refusalOf(await own(deps, who, approval.campaign), who, digest)
      if (refusal !== undefined) return { approved: false, why: refusal }
      const more = await reprove(deps, who, approval)
      if (more !== undefined) return { approved: false, why: 'one-more-answer', challenge: more }
      for (let i = 0; i < mostTries; i++) {
        const kept = await own(deps, who, approval.campaign)
        const why = refusalOf(kept, who, digest)
        if (why !== undefined) return { approved: false, why }
        const said = await sayYes(deps, kept, who, approval.factor)
        if (said !== undefined) return said
      }
      throw new Fault('request.busy', `campaign ${approval.campaign} is moved by too many at once`)
    },

    async withdraw(who, name) {
      const kept = await own(deps, who, name)
      const facts = { campaign: name, digest: kept.digest }
      await note(deps, who, { type: 'campaign.withdrawn', outcome: 'announced', facts })
      const event: CampaignEvent = { type: 'approval-withdrawn', by: who.account.id }
      const { now, ...move } = await moveCampaign(deps, name, event, { with: { freeze: null } })
      const outcome = move.moved ? 'ok' : 'refused'
      await note(deps, who, { type: 'campaign.withdrawn', outcome, facts })
      if (move.moved && move.before.freeze !== null) await deps.targets.forget(move.before.freeze)
      return move.moved ? { approved: true, state: now.is } : { approved: false, why: 'not-now' }
    },
  }
}

/** @throws {Fault} for whoever is no operator of it: as if there were none. */
async function own({ store }: ApprovalsDeps, { account }: Operator, name: string): Promise<Kept> {
  const kept = await store.find(name)
  if (kept?.operators.includes(account.id) === true) return kept
  throw new Fault('request.not-found', `there is no campaign ${name} that ${account.id} could approve`)
}

function refusalOf({ digest: its, now }: Kept, { account }: Operator, digest: string) {
  if (its !== digest) return 'other-plan'
  if (next(now, { type: 'approved', by: account.id }) !== undefined) return undefined
  const isHers = now.is === 'half-approved' || (now.is === 'approved' && now.by.includes(account.id))
  return isHers ? 'yours-already' : 'not-now'
}

/** undefined: somebody else moved it meanwhile, and it has to be looked at again. */
async function sayYes(
  deps: ApprovalsDeps,
  kept: Kept,
  who: Operator,
  factor: FactorName,
): Promise<CampaignApproved | undefined> {
  const { store, clock, targets } = deps
  const now = next(kept.now, { type: 'approved', by: who.account.id })
  if (now === undefined) return undefined
  const facts = { campaign: kept.name, digest: kept.digest, factor, second: now.is === 'approved' }
  await note(deps, who, { type: 'campaign.approved', outcome: 'announced', facts })
  const isHalf = now.is !== 'approved'
  const freeze = isHalf ? undefined : await freezeTargets(kept, deps)
  if (freeze?.frozen === false) {
    await note(deps, who, { type: 'campaign.approved', outcome: 'refused', facts })
    await store.move(kept, { now: { is: 'draft' }, changed: clock() })
    const { refusals, undecided } = freeze
    return { approved: false, why: 'refused', refusals: [...refusals], undecided }
  }
  const move = { now, changed: clock(), ...(freeze && { freeze: freeze.freeze }) }
  const moved = await store.move(kept, move)
  await note(deps, who, { type: 'campaign.approved', outcome: moved ? 'ok' : 'refused', facts })
  if (!moved && freeze !== undefined) await targets.forget(freeze.freeze)
  return moved ? { approved: true, state: now.is } : undefined
}

type Note = Pick<Parameters<Audit['append']>[0], 'type' | 'outcome' | 'facts'>

function note({ audit }: ApprovalsDeps, { account, origin }: Operator, event: Note) {
  return audit.append({ ...event, account: { id: account.id, sid: account.sid }, origin })
}
