/** `reset`: one reset in progress. `person`: somebody who signed in with the current password. */
export type SessionKind = 'reset' | 'person'

export interface Session {
  readonly kind: SessionKind
  /** What the module that started it wants back: the id of a reset, or the AccountId of a person. */
  readonly subject: string
  /** With `person`: a factor was proved as well as the password. Touching one's own factors asks for it. */
  readonly proved: boolean
  readonly expires: Date
  /** A handle for this session that is safe to store and log: not the token. */
  readonly id: string
}

export interface SessionStart {
  readonly kind: SessionKind
  readonly subject: string
  readonly proved?: boolean
  readonly ttlSeconds: number
}
