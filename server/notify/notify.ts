import type { AccountId } from '#kernel'

/** What happened to an account: told at every address of its person, with how to stop it if it was not her. */
export const happenings = [
  'password-reset',
  'password-changed',
  'account-unlocked',
  'reset-interrupted',
  'factor-enrolled',
  'factor-removed',
  'recovery-codes-issued',
  'access-pass-issued',
  'approval-given',
  'approval-refused',
] as const
export type Happening = (typeof happenings)[number]

/** Of a mass reset: before a person's turn, when it came, and while she has not come. */
export type CampaignNotice = 'campaign-before' | 'campaign-at' | 'campaign-after'

export interface CampaignFacts {
  readonly way: 'must-change' | 'random-reset'
  /** Of her turn, or in the last of them of the deadline (2026-12-05). */
  readonly day: string
  /** What happens after the deadline; null: there is none. */
  readonly enforce: 'disable' | 'random-reset' | null
  /** The portal itself: nothing that does anything by being opened. null: self-service is closed, and nobody is sent there. */
  readonly page: string | null
  /** Where she enrols, if she has not; null: she could reset by herself. */
  readonly enrolAt: string | null
}

/** Each has its words in every language. `facts` fill its blanks; never a secret. */
export interface Notice {
  /** What is no happening asks for something, at the addresses in `to` alone. */
  readonly kind:
    | Happening
    | 'approval-asked'
    | 'password-expires'
    | 'enrol-please'
    | 'service-account-due'
    | CampaignNotice
  /** Only with `password-expires`: the day (2026-12-05), how many days until then, and where to change it. */
  readonly expiry?: { readonly day: string; readonly days: number; readonly page: string }
  /** Only with `enrol-please`: where, and until when (ISO 8601), if there is a deadline. */
  readonly invitation?: { readonly page: string; readonly until: string | null }
  /** Only with `campaign-…`. */
  readonly campaign?: CampaignFacts
  /** Only with `service-account-due`, to who answers for it: until which day, and the principal names that it runs under. */
  readonly service?: {
    readonly account: string
    readonly until: string | null
    readonly names: readonly string[]
  }
  /** With `approval-…`: the other person. With `approval-asked` the number that she sees. */
  readonly other?: { readonly name: string; readonly number?: string }
  /** Who gets it. */
  readonly account: AccountId
  /** Of a happening: known to the caller, besides all that are known of `account` when it is sent. */
  readonly to: readonly string[]
  readonly name: string
  readonly at: Date
  readonly address: string | null
  /** As her browser says it; left out: as her account does. */
  readonly language?: string
}

/** Where and how a person is reached. */
export interface Contacts {
  /** One mailbox each. */
  readonly addresses: readonly string[]
  /** BCP 47; null: nobody knows. */
  readonly language: string | null
}

export interface Notify {
  /** Durable when it resolves; sent soon after, again and again while the mail server is away. */
  send(notice: Notice): Promise<void>
}
