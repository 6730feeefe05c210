import type { Session, SessionKind } from './state.ts'

export interface SessionStore {
  insert(session: Session): Promise<void>
  find(id: string): Promise<Session | undefined>
  remove(id: string): Promise<void>
  removeOf(kind: SessionKind, subject: string, exceptId: string | undefined): Promise<void>
  removeExpired(now: Date): Promise<void>
}
