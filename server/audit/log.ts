import type { AccountId } from '#kernel'
import type { Audit, AuditEntry } from './audit.ts'

/** The whole log, for those who show or export it. */
export interface AuditLog extends Audit {
  /** The newest entries about one account, newest first. */
  ofAccount(account: AccountId, limit: number): Promise<readonly AuditEntry[]>
  /** Leaf bytes as text, from index `from` on, at most `limit`. */
  leaves(from: number, limit: number): Promise<readonly string[]>
  /** A signed C2SP checkpoint over everything that is durable now, and the key to verify it with. */
  checkpoint(): Promise<{ readonly checkpoint: string; readonly verifierKey: string }>
}
