import type { Challenge, FactorName } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account } from '#directory'
import type { Prover } from '#factors'
import { Fault, type Secret } from '#kernel'
import type { Policy } from '#policy'
import type { Operator } from './operators.ts'

export interface ReprovingDeps {
  readonly prover: Pick<Prover, 'prove' | 'isFrozen'>
  readonly policy: Pick<Policy, 'enough'>
  readonly audit: Audit
}

/** Others can make these: what she says must be her own. */
const othersWord: ReadonlySet<FactorName> = new Set([
  'access-pass',
  'manager-approval',
  'colleague-approval',
  'questions',
])

/**
 * One proof of this moment, by an operator who is signed in: counted, single-use, for this one thing.
 *
 * @returns what is still to be answered.
 * @throws {Fault} as `Lockdowns.wish` has it.
 */
export async function reprove(
  { prover, policy, audit }: ReprovingDeps,
  { account, proofs, ...who }: Operator,
  { factor, answer }: { readonly factor: FactorName; readonly answer: Secret },
): Promise<Challenge | undefined> {
  if (await prover.isFrozen(account.id)) throw new Fault('factor.frozen', 'her factors are frozen')
  if (othersWord.has(factor)) throw new Fault('session.unproved', `${factor} is another one's word`)
  const proving = await prover.prove({ ...who, account: account.id, subject: account.id, factor, answer })
  const event = { account: idsOf(account), origin: who.origin }
  if (proving.proved) {
    await audit.append({ ...event, type: 'person.proved', outcome: 'ok', facts: { factor } })
    if (await policy.enough(account, 'enrol', [...proofs, factor])) return undefined
    throw new Fault('session.unproved', 'it is not enough for changing her factors either')
  }
  if (proving.why === 'more') return proving.challenge
  const { retryAfterSeconds, because } = proving
  const facts = { factor, why: because }
  await audit.append({ ...event, type: 'person.not-proved', outcome: 'refused', facts })
  if (proving.why === 'locked') throw new Fault('factor.locked', 'too many tries', { retryAfterSeconds })
  throw new Fault('factor.refused', 'the answer was not right')
}

const idsOf = ({ id, sid }: Account) => ({ id, sid })
