import type { CampaignWay } from '@keyturn/contract'
import type { AccountId } from '#kernel'
import type { PasswordMark, TargetEvent } from '../state.ts'

/** The ways that Keyturn writes by itself; all others are done by hand and signed off. */
export const writtenWays = ['must-change', 'random-reset'] as const satisfies readonly CampaignWay[]
export type WrittenWay = (typeof writtenWays)[number]

/** An office in whose working hours it is now, and the day that its clocks show. */
export interface OpenOffice {
  readonly office: string
  readonly day: string
}

/** A target that this server alone may write to until its claim is over. */
export interface Claimed {
  readonly account: AccountId
  /** What is being done: what the plan says for it, or what comes at the deadline. */
  readonly is: 'writing' | 'enforcing'
  readonly way: WrittenWay
  /** With what was seen there before anything was sent; null: nothing was sent. */
  readonly noted: { readonly dc: string; readonly before: PasswordMark } | null
}

export interface Claim {
  readonly freeze: string
  /** Unguessable and used once. */
  readonly claim: string
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
