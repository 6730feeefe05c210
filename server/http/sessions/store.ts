import type { Session } from './state.ts'

export interface SessionStore {
  insert(session: Session): Promise<void>
  find(id: string): Promise<Session | undefined>
  remove(id: string): Promise<void>
  removeExpired(now: Date): Promise<void>
}
