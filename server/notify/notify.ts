import type { AccountId } from '#kernel'

/** Each has its words in every language. `facts` fill its blanks; never a secret. */
export interface Notice {
  readonly kind:
    | 'password-reset'
    | 'password-changed'
    | 'account-unlocked'
    | 'reset-interrupted'
    | 'factor-enrolled'
    | 'factor-removed'
    | 'recovery-codes-issued'
    | 'access-pass-issued'
    | 'approval-asked'
    | 'approval-given'
    | 'approval-refused'
    | 'password-expires'
    | 'enrol-please'
  /** Only with `password-expires`: the day (2026-12-05), how many days until then, and where to change it. */
  readonly expiry?: { readonly day: string; readonly days: number; readonly page: string }
  /** Only with `enrol-please`: where, and until when (ISO 8601), if there is a deadline. */
  readonly invitation?: { readonly page: string; readonly until: string | null }
  /** With `approval-…`: the other person. With `approval-asked` the number that she sees. */
  readonly other?: { readonly name: string; readonly number?: string }
  /** Whose account it is about: then the mail says how to stop it. */
  readonly account?: AccountId
  readonly to: readonly string[]
  readonly name: string
  readonly at: Date
  readonly address: string | null
  readonly language: string
}

export interface Notify {
  /** Durable when it resolves; sent soon after, again and again while the mail server is away. */
  send(notice: Notice): Promise<void>
}
