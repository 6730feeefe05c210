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
