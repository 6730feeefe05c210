import { parseEntry } from '@keyturn/protocols/audit'
import { formatCheckpoint, formatVerifierKey, rootOf, signNote, type Signer } from '@keyturn/protocols/tlog'
import { createBatches, Fault, type AccountId, type Clock, type Log } from '#kernel'
import type { Audit, AuditEntry, AuditEvent, Receipt } from './audit.ts'
import { checkEvent } from './facts.ts'
import { createGuard, type Guard } from './guard.ts'
import type { Fence } from './fence.ts'
import { issueReceipt } from './receipts.ts'
import { emptyHead, extend, type Extension } from './state.ts'
import type { AuditStore } from './store.ts'

/** The whole log, for those who show or export it. */
export interface AuditLog extends Audit {
  /** The newest entries about one account, newest first. */
  ofAccount(account: AccountId, limit: number): Promise<readonly AuditEntry[]>
  /** Leaf bytes as text, from index `from` on, at most `limit`. */
  leaves(from: number, limit: number): Promise<readonly string[]>
  /**
   * A signed C2SP checkpoint over everything that is durable now, and the key to verify it with. It is signed
   * only after every entry since the last one was read back and found to continue it.
   *
   * @throws {Fault} `audit.unavailable`, also when the log was cut or changed.
   */
  checkpoint(): Promise<{ readonly checkpoint: string; readonly verifierKey: string }>
}

export interface LogDeps {
  readonly store: AuditStore
  readonly fence: Fence
  readonly signer: Signer
  readonly clock: Clock
  readonly log: Log
}

const limits = { entriesOfWrite: 256, waiting: 10_000, entriesOfMark: 1_000, secondsOfMark: 60 }

/**
 * Begins by checking that the log continues where this server last knew it.
 *
 * @throws {Fault} `audit.unavailable` if it does not, with what to do.
 */
export async function createAuditLog(deps: LogDeps): Promise<AuditLog & AsyncDisposable> {
  const { store, signer, log } = deps
  const guard = createGuard(deps)
  await asFault(guard.advance())
  const write = createWriter(deps, guard)
  let closed = false
  const batches = createBatches(write, {
    size: limits.entriesOfWrite,
    waiting: limits.waiting,
    onFull: () => new Fault('audit.unavailable', `${limits.waiting} events wait for the audit log`),
  })
  const timer = setInterval(mark, limits.secondsOfMark * 1_000).unref()
  let marking = false

  function mark(): void {
    if (marking) return
    marking = true
    guard
      .advance()
      .catch((error: unknown) => log.error({ err: error }, 'the audit log could not be checked'))
      .finally(() => {
        marking = false
      })
  }

  return {
    async append(event) {
      if (closed) throw new Fault('audit.unavailable', 'the audit log is closed')
      checkEvent(event)
      const receipt = await batches.add(event)
      if (guard.unmarked() >= limits.entriesOfMark) mark()
      return receipt
    },

    leaves: (from, limit) => asFault(store.leaves(from, limit)),

    async ofAccount(account, limit) {
      const leaves = await asFault(store.ofAccount(account, limit))
      return leaves.map(readEntry).filter((entry) => entry.account?.id === account)
    },

    async checkpoint() {
      const end = await asFault(guard.advance())
      const text = formatCheckpoint({ origin: signer.key.name, size: end.size, root: rootOf(end) })
      return { checkpoint: signNote(text, signer), verifierKey: formatVerifierKey(signer.key) }
    },

    async [Symbol.asyncDispose]() {
      closed = true
      clearInterval(timer)
      await batches.idle()
      await guard.advance().catch((error: unknown) => {
        log.error({ err: error }, 'the audit log was closed without a last mark')
      })
    },
  }
}

/** Appends events with one commit, and only then makes their receipts. */
function createWriter({ store, clock }: LogDeps, guard: Guard) {
  /** Where our last write left the log; another server of the cluster may have gone on. */
  let head = emptyHead

  async function write(events: readonly AuditEvent[]): Promise<Extension> {
    const fast = extend(head, events, clock())
    if (await store.append(fast)) return fast
    return await store.appendLocked((now) => {
      guard.assertNotCut(now.frontier)
      return extend(now, events, clock())
    })
  }

  return async (events: readonly AuditEvent[]): Promise<readonly Receipt[]> => {
    guard.assertWhole()
    const { before, after } = await asFault(write(events))
    head = after
    guard.saw(before.frontier, after.frontier)
    return events.map(({ type, account }, i) =>
      issueReceipt({ index: before.frontier.size + i, type, account: account?.id ?? null }),
    )
  }
}

function readEntry(leaf: string): AuditEntry {
  const entry = parseEntry(leaf)
  if (entry === undefined) throw new Fault('audit.unavailable', 'the audit log holds what is not an entry')
  // The log holds no types but those of `AuditEvent`: nothing else is appended.
  return entry as AuditEntry
}

async function asFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Fault && error.code === 'audit.unavailable') throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new Fault('audit.unavailable', `the audit log cannot be reached: ${why}`, { cause: error })
  }
}
