import type { Challenge, FactorName } from '@keyturn/contract'
import { Fault, type AccountId, type Secret } from '#kernel'
import type { Asking, EnrolledFactor, Factor } from './factor.ts'
import type { Freezes } from './freezing/freezes.ts'
import type { Tries } from './tries/tries.ts'

/**
 * `locked`: this address had too many tries, by itself or at this name; nothing was looked at. Not more is told: an
 * account that is locked because of others answers `wrong`. `because` is the truth, for the audit log and never for
 * the answer.
 */
export type Proving =
  | { readonly proved: true }
  | { readonly proved: false; readonly why: 'more'; readonly challenge: Challenge }
  | {
      readonly proved: false
      readonly why: 'wrong' | 'locked'
      readonly because:
        | 'wrong'
        | 'reused'
        | 'cloned'
        | 'not-enrolled'
        | 'waiting'
        | 'frozen'
        | 'too-many-tries'
      /** Until a next try is looked at; 0: at once. */
      readonly retryAfterSeconds: number
    }

export type Begun =
  | { readonly begun: true; readonly challenge: Challenge }
  | { readonly begun: false; readonly retryAfterSeconds: number }

export interface ChallengeTry extends Asking {
  readonly factor: FactorName
  /** Whom to ask, as the person would name her. */
  readonly whom?: string | undefined
}

export interface ProofTry extends Asking {
  readonly factor: FactorName
  readonly answer: Secret
}

/**
 * The one way to a factor: counts the try, durably, per account and per address, and only then looks at the
 * answer. Locking is the tool's own, ends by itself, and AD never hears of it.
 */
export interface Prover {
  /**
   * Begins: sends a code, asks for a passkey. Counted, too, since a code to somebody's telephone costs her sleep:
   * past the account's limit it looks as if it had been sent.
   *
   * @throws {Fault} `factor.unknown`: this server has no such factor; `factor.unavailable`.
   */
  challenge(one: ChallengeTry): Promise<Begun>
  /** Can what was begun be answered now? Counts nothing, and says yes only to whom it was begun for. */
  ready(one: Asking & { readonly factor: FactorName }): Promise<boolean>
  /** @throws {Fault} `factor.unknown`, `factor.unavailable`. */
  prove(one: ProofTry): Promise<Proving>
  /** She said that it was not her: nothing of hers counts, whatever was proved before. */
  isFrozen(account: AccountId): Promise<boolean>
  /** What this account has enrolled, over all factors. */
  enrolled(account: AccountId): Promise<readonly EnrolledFactor[]>
}

export interface ProverDeps {
  readonly factors: ReadonlyMap<FactorName, Factor>
  readonly tries: Pick<Tries, 'count'>
  readonly freezes: Pick<Freezes, 'isFrozen'>
}

export function createProver({ factors, tries, freezes }: ProverDeps): Prover {
  function factorOf(name: FactorName): Factor {
    const factor = factors.get(name)
    if (factor === undefined) throw new Fault('factor.unknown', `the factor ${name} is not switched on`)
    return factor
  }

  /** Who is frozen can do no more than who does not exist, in the same time. */
  async function seen(account: AccountId | null, look: boolean): Promise<AccountId | null> {
    const frozen = await freezes.isFrozen(account)
    return look && !frozen ? account : null
  }

  return {
    async challenge({ factor: name, whom, ...asking }) {
      const factor = factorOf(name)
      const { account, subject, origin } = asking
      const admission = await tries.count({ counting: 'challenge', account, typed: subject, origin })
      if (!admission.admitted) return { begun: false, retryAfterSeconds: admission.retryAfterSeconds }
      const looked = { ...asking, account: await seen(account, admission.look) }
      return { begun: true, challenge: (await factor.challenge?.(looked, { whom })) ?? { kind: 'type' } }
    },

    async ready({ factor: name, ...asking }) {
      const account = await seen(asking.account, true)
      return (await factorOf(name).ready?.({ ...asking, account })) ?? false
    },

    async prove({ factor: name, answer, ...asking }) {
      const factor = factorOf(name)
      const { account, subject, origin } = asking
      const admission = await tries.count({ counting: name, account, typed: subject, origin })
      const { retryAfterSeconds } = admission
      if (!admission.admitted) {
        return { proved: false, why: 'locked', because: 'too-many-tries', retryAfterSeconds }
      }
      // An account that is locked gets the work of one that does not exist.
      const looked = await seen(account, admission.look)
      const proof = await factor.prove({ ...asking, account: looked }, answer)
      if (proof.proved) {
        await admission.right()
        return { proved: true }
      }
      if (proof.why === 'more') return proof
      const frozen = looked === null && account !== null ? 'frozen' : proof.why
      const because = admission.look ? frozen : 'too-many-tries'
      return { proved: false, why: 'wrong', because, retryAfterSeconds }
    },

    isFrozen: (account) => freezes.isFrozen(account),

    async enrolled(account) {
      const all = await Promise.all([...factors.values()].map((factor) => factor.enrolled(account)))
      return all.flat()
    },
  }
}
