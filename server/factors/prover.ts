import type { FactorName } from '@keyturn/contract'
import type { AccountId, Origin, Secret } from '#kernel'
import type { EnrolledFactor, Factor } from './factor.ts'
import type { Tries } from './tries/tries.ts'

/**
 * `locked`: this address had too many tries, by itself or at this name; nothing was looked at. Not more is told: an
 * account that is locked because of others answers `wrong`. `because` is the truth, for the audit log and never for
 * the answer.
 */
export type Proving =
  | { readonly proved: true }
  | {
      readonly proved: false
      readonly why: 'wrong' | 'locked'
      readonly because: 'wrong' | 'reused' | 'not-enrolled' | 'too-many-tries'
      /** Until a next try is looked at; 0: at once. */
      readonly retryAfterSeconds: number
    }

export interface ProofTry {
  /** null: nobody of that name exists. Takes as long and counts alike. */
  readonly account: AccountId | null
  /** What was typed to name the account, as it was typed, whether or not it names one. Only a keyed hash of it is kept. */
  readonly subject: string
  readonly factor: FactorName
  readonly answer: Secret
  readonly origin: Origin
}

/**
 * The one way to a factor: counts the try, durably, per account and per address, and only then looks at the
 * answer. Locking is the tool's own, ends by itself, and AD never hears of it.
 */
export interface Prover {
  prove(one: ProofTry): Promise<Proving>
  /** What this account has enrolled, over all factors. */
  enrolled(account: AccountId): Promise<readonly EnrolledFactor[]>
}

export interface ProverDeps {
  readonly factors: ReadonlyMap<FactorName, Factor>
  readonly tries: Pick<Tries, 'count'>
}

export function createProver({ factors, tries }: ProverDeps): Prover {
  return {
    async prove({ account, subject, factor: name, answer, origin }) {
      const factor = factors.get(name)
      if (factor === undefined) throw new Error(`there is no factor ${name}`)
      const admission = await tries.count({ counting: name, account, typed: subject, origin })
      const { retryAfterSeconds } = admission
      if (!admission.admitted) {
        return { proved: false, why: 'locked', because: 'too-many-tries', retryAfterSeconds }
      }
      // An account that is locked gets the work of one that does not exist.
      const proof = await factor.prove(admission.look ? account : null, answer)
      if (!proof.proved) {
        const because = admission.look ? proof.why : 'too-many-tries'
        return { proved: false, why: 'wrong', because, retryAfterSeconds }
      }
      await admission.right()
      return { proved: true }
    },

    async enrolled(account) {
      const all = await Promise.all([...factors.values()].map((factor) => factor.enrolled(account)))
      return all.flat()
    },
  }
}
