/**
 * A log in memory for tests of other modules: real receipts, a real tree, real signatures, no database.
 *
 *     await using audit = await anAuditLog()
 */
import { createSigner } from '@keyturn/protocols/tlog'
import { createLog, systemClock, type Clock, type Log } from '#kernel'
import type { AuditEntry } from '../audit.ts'
import type { Fence, Mark } from '../fence.ts'
import { createAuditLog, type AuditLog } from '../log.ts'
import { createMemoryStore } from './memory-store.ts'

export interface TestAuditLog extends AuditLog, AsyncDisposable {
  /** Everything that was appended, oldest first. */
  entries(): Promise<readonly AuditEntry[]>
}

export async function anAuditLog({
  clock = systemClock,
  log = createLog('silent'),
}: { readonly clock?: Clock; readonly log?: Log } = {}): Promise<TestAuditLog> {
  const store = createMemoryStore()
  const signer = createSigner('test.example/audit', Buffer.alloc(32, 1))
  const audit = await createAuditLog({ store, fence: aFence(), signer, clock, log })
  const all = async () => await store.leaves(0, Number.MAX_SAFE_INTEGER)
  return { ...audit, entries: async () => (await all()).map((leaf): AuditEntry => JSON.parse(leaf)) }
}

/** Marks in memory. */
export function aFence(): Fence {
  const marks: Mark[] = []
  return {
    where: 'memory',
    get last() {
      return marks.at(-1)
    },
    note: async (mark) => void marks.push(mark),
  }
}
