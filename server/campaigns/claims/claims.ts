import type { CampaignWay } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { PasswordMark, TargetEvent } from '../state.ts'

/** The ways that are written to a DC. */
export const writtenWays = ['must-change', 'random-reset'] as const satisfies readonly CampaignWay[]
export type WrittenWay = (typeof writtenWays)[number]
/** Those that are written elsewhere: `ways/entra`. */
export const cloudWays = ['entra-flag'] as const satisfies readonly CampaignWay[]
/** The ways that Keyturn writes by itself, in waves; all others are done by hand and signed off. */
export const ownWays = [...writtenWays, ...cloudWays] as const
export type OwnWay = (typeof ownWays)[number]

/** An office in whose working hours it is now, and the day that its clocks show. */
export interface OpenOffice {
  readonly office: string
  readonly day: string
}

/** A target that this server alone may write to until its claim is over. */
export interface Claimed<W extends OwnWay = WrittenWay> {
  readonly account: AccountId
  /** What is being done: what the plan says for it, or what comes at the deadline. */
  readonly is: 'writing' | 'enforcing'
  readonly way: W
  /** With what was seen there before anything was sent, and how long ago by the database; null: nothing was sent. */
  readonly noted: { readonly dc: string; readonly before: PasswordMark; readonly secondsAgo: number } | null
}

export interface Claim {
  readonly freeze: string
  /** Unguessable and used once. */
  readonly claim: string
  /** Of a `Hold`: nobody takes it over while that is held. null: whoever claims only reads. */
  readonly hold: number | null
}

export interface Noted {
  readonly account: AccountId
  readonly before: PasswordMark
}

export interface Settled {
  readonly account: AccountId
  readonly event: Extract<
    TargetEvent,
    {
      type:
        | 'found-written'
        | 'found-unwritten'
        | 'found-changed'
        | 'failed'
        | 'enforced'
        | 'found-unenforced'
        | 'found-back'
    }
  >
  readonly after: PasswordMark | undefined
}
