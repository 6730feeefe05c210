import type { Challenge, FactorName } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { RouteRequest } from '#http'
import { Fault, type AccountId, type Origin, type Secret } from '#kernel'
import type { Policy } from '#policy'

/** Somebody who is signed in, as the directory knows her now. */
export interface Operator {
  readonly account: Account
  readonly origin: Origin
  /** Her session. */
  readonly attempt: string
  readonly proofs: readonly FactorName[]
  readonly languages: readonly string[]
}

/** What came of a proof; as factors have it. */
type Proving =
  | { readonly proved: true }
  | { readonly proved: false; readonly why: 'more'; readonly challenge: Challenge }
  | {
      readonly proved: false
      readonly why: 'wrong' | 'locked'
      readonly because: string
      readonly retryAfterSeconds: number
    }

export interface ReprovingDeps {
  readonly prover: {
    prove(one: {
      readonly account: AccountId
      readonly subject: string
      readonly attempt: string
      readonly origin: Origin
      readonly languages: readonly string[]
      readonly factor: FactorName
      readonly answer: Secret
    }): Promise<Proving>
    isFrozen(account: AccountId): Promise<boolean>
  }
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

type Request = Pick<RouteRequest<'person.campaigns'>, 'session' | 'origin' | 'languages'>

/**
 * As the directory knows her now: whoever was dismissed since she signed in decides nothing.
 *
 * @throws {Fault} `session.missing`
 */
export async function readOperator(
  { directory }: { readonly directory: Pick<Directory, 'read'> },
  { session, origin, languages }: Request,
): Promise<Operator> {
  const account = session && (await directory.read(session.subject as AccountId))
  if (session === undefined || account === undefined || account.disabled || account.expired) {
    throw new Fault('session.missing', 'the account of this session is gone, disabled or expired')
  }
  const proofs = session.proofs as FactorName[]
  return { account, origin, languages, attempt: session.id, proofs }
}

/**
 * One proof of this moment, by an operator who is signed in: counted, single-use, for this one thing.
 *
 * @returns what is still to be answered.
 * @throws {Fault} `factor.frozen`, `factor.locked`, `factor.refused`; `session.unproved`: it is not enough for changing her
 *   factors either, or is another one's word.
 */
export async function reprove(
  { prover, policy, audit }: ReprovingDeps,
  { account, proofs, ...who }: Operator,
  { factor, answer }: { readonly factor: FactorName; readonly answer: Secret },
): Promise<Challenge | undefined> {
  if (await prover.isFrozen(account.id)) throw new Fault('factor.frozen', 'her factors are frozen')
  if (othersWord.has(factor)) throw new Fault('session.unproved', `${factor} is another one's word`)
  const proving = await prover.prove({ ...who, account: account.id, subject: account.id, factor, answer })
  const event = { account: { id: account.id, sid: account.sid }, origin: who.origin }
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
