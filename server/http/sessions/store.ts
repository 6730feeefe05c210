import type { Session, SessionKind } from './state.ts'

export interface Instead {
  readonly insteadOf: string | undefined
  readonly continues: boolean
}

export interface SessionStore {
  /**
   * In one step with the end of the session `insteadOf`, of the same kind.
   *
   * @returns false: `continues`, and that one is not there any more; nothing was inserted.
   */
  insert(session: Session, instead: Instead): Promise<boolean>
  find(id: string): Promise<Session | undefined>
  remove(id: string): Promise<void>
  removeOf(kind: SessionKind, subject: string, exceptId: string | undefined): Promise<void>
  removeAll(kind: SessionKind, exceptId: string | undefined): Promise<void>
  removeExpired(now: Date): Promise<void>
}
