import type { AccountId } from '#kernel'
import type { Extension, Head } from './state.ts'

/** The table of entries, and where it ends. What it says has happened is on disk. */
export interface AuditStore {
  head(): Promise<Head>
  /** Appends if the log still ends where `before` says; else does nothing and answers false. */
  append(extension: Extension): Promise<boolean>
  /** Appends what `make` makes of the head, while every other writer waits. `make` must be pure. */
  appendLocked(make: (head: Head) => Extension): Promise<Extension>
  /** In order, from index `from` on, at most `limit`. */
  leaves(from: number, limit: number): Promise<readonly string[]>
  /** The newest first. */
  ofAccount(account: AccountId, limit: number): Promise<readonly string[]>
  /** The key that this log is signed with; undefined before the first start. */
  verifierKey(): Promise<string | undefined>
  /** Sets the key if there is none yet. @returns the one that stands. */
  claimVerifierKey(key: string): Promise<string>
}
