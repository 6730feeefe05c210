/** `reset`: one reset in progress. `person`: somebody who signed in with the current password. */
export type SessionKind = 'reset' | 'person'

export interface Session {
  readonly kind: SessionKind
  /** What the module that started it wants back: the id of a reset, or the AccountId of a person. */
  readonly subject: string
  /** With `person`: enough was proved besides the password to touch one's own factors. */
  readonly proved: boolean
  /** What was proved in it so far, by names of the module that started it. */
  readonly proofs: readonly string[]
  readonly expires: Date
  /** A handle for this session that is safe to store and log: not the token. */
  readonly id: string
}

export interface SessionStart {
  readonly kind: SessionKind
  readonly subject: string
  readonly proved?: boolean
  readonly proofs?: readonly string[]
  /**
   * It goes on where the one before stood: only if that one is still there. Who was signed out meanwhile is not signed
   * in again by a proof that was under way.
   */
  readonly continues?: boolean
  readonly ttlSeconds: number
}
