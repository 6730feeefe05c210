import type { Challenge, FactorName, FactorOffer } from '@keyturn/contract'
import type { Account } from '#directory'
import type { AccountId, Origin, Secret } from '#kernel'

/**
 * What a factor is made of. Two factors of one kind are one thing to lose or to be tricked out of: who needs two
 * *different kinds* is not helped by a second telephone. `passkey` and `smart-card` are had and unlocked (NIST SP
 * 800-63B-4, 3.1.7), and count as possession. `vouching`: another person's word.
 */
export type FactorKind = 'possession' | 'knowledge' | 'vouching'

/** Who is asked to prove, and where. */
export interface Asking {
  /** null: nobody of that name exists. Whatever is done takes as long and answers alike. */
  readonly account: AccountId | null
  /** What was typed to name the account, as it was typed. */
  readonly subject: string
  /** The reset or the session in which it is asked: what is begun there counts nowhere else. */
  readonly attempt: string
  readonly origin: Origin
  /** Of the person, best first (BCP 47): for what is sent to her. */
  readonly languages: readonly string[]
}

/**
 * `cloned`: right, and there is a second one like it, so it counts no more. `waiting`: somebody else has not answered
 * yet; it is no wrong answer. `more`: right so far, and one more answer is needed.
 */
export type Proof =
  | { readonly proved: true }
  | { readonly proved: false; readonly why: 'wrong' | 'reused' | 'cloned' | 'not-enrolled' | 'waiting' }
  | { readonly proved: false; readonly why: 'more'; readonly challenge: Challenge }

export interface EnrolledFactor {
  readonly id: string
  readonly factor: FactorName
  readonly name: string
  readonly enrolled: Date
  readonly lastUsed: Date | null
  /** false: it comes from the directory or the help desk, and is not hers to name or remove. Left out: it is hers. */
  readonly own?: boolean
}

/** One that is enrolled, and whose it is. */
export interface Bound {
  readonly account: AccountId
  readonly id: string
}

/** One way to prove who you are. What all of them promise is in `factor-suite.ts`, which each one runs. */
export interface Factor {
  readonly name: FactorName
  readonly kind: FactorKind
  /** Answers without a network beyond the organisation's own. */
  readonly worksOffline: boolean
  /** Nobody enrols it, and everybody has it. Left out: only some have it. */
  readonly isEverybodys?: boolean
  /**
   * What has to happen before there is an answer; left out: nothing. It replaces what was begun in this attempt. Its
   * tries are counted before it is called. Takes equally long and looks alike whether or not the person enrolled.
   *
   * @throws {Fault} `factor.unavailable` when what it stands on (a gateway, a server) is away, for everybody alike.
   */
  challenge?(asking: Asking, wish?: { readonly whom?: string | undefined }): Promise<Challenge>
  /** Has what was begun elsewhere come to an end, so that `prove` has something to look at? For nobody: never. */
  ready?(asking: Asking): Promise<boolean>
  /**
   * Checks an answer, and uses it up: of two equal answers at once, one is proved. Takes equally long whether or
   * not the person enrolled.
   *
   * @throws {Fault} `factor.unavailable`, for everybody alike.
   */
  prove(asking: Asking, answer: Secret): Promise<Proof>
  /** What the account has, its own first. */
  enrolled(account: AccountId): Promise<readonly EnrolledFactor[]>
  /** Which of these could prove by it today. Without a question for each one: there may be ten thousand. */
  readyAmong(accounts: readonly Account[]): Promise<ReadonlySet<AccountId>>
  remove(account: AccountId, id: string): Promise<boolean>
  /** Whatever was enrolled then or later and could be removed, of all accounts. */
  boundSince(since: Date): Promise<readonly Bound[]>
  /** @returns false if the account has no such one. Left out: it has no name of its own. */
  rename?(account: AccountId, id: string, name: string): Promise<boolean>
  /**
   * Enrols what an administrator knows of somebody, who has not shown that it is hers. Left out: it cannot be known.
   *
   * @returns `there`: the account has it already; `invalid`: it is nothing of this factor; `full`: she has as many as
   *   can be.
   */
  preEnrol?(account: Account, value: string, name: string): Promise<PreEnrolled>
  /** How a person enrols it herself; left out: she cannot. */
  readonly enrolment?: Enrolment
}

export type PreEnrolled = 'done' | 'there' | 'invalid' | 'full'

/** Enrolling: something is offered, which counts for nothing until the person has shown that she has it. */
export interface Enrolment {
  /** So many one account may have. */
  readonly most: number
  /**
   * Replaces the account's earlier offer of this factor. Kept ten minutes, secrets sealed.
   *
   * @throws {Fault} `request.invalid` with the field `wish`; `factor.unavailable`.
   */
  offer(account: Account, wish: string | undefined, where: EnrollingWhere): Promise<FactorOffer>
  /** Looks at the answer and changes nothing but the number of tries left to this offer. */
  confirm(account: AccountId, id: string, answer: Secret): Promise<Confirmed | 'wrong' | 'unknown'>
}

export type EnrollingWhere = Pick<Asking, 'attempt' | 'origin' | 'languages'>

/** By these names the audit log hears what was enrolled: each is one that it takes. Never a secret. */
export const confirmedFacts = [
  'aaguid',
  'attestation',
  'attested',
  'backedUp',
  'backupEligible',
  'fingerprint',
  'questions',
  'serial',
  'to',
] as const

/** An offer whose answer was right, ready to be enrolled once the audit log knows of it. */
export interface Confirmed {
  readonly facts?: Readonly<
    Partial<Record<(typeof confirmedFacts)[number], string | number | boolean | null>>
  >
  /** @returns false if the offer is gone: of two at once, one is enrolled. */
  enrol(name: string): Promise<boolean>
}
