import { emptyFrontier, type Frontier } from '@keyturn/protocols/tlog'
import { Fault, type Clock, type Log } from '#kernel'
import { createBatches } from './batches.ts'
import type { Fence } from './fence.ts'
import { grow, sameTree } from './state.ts'
import type { AuditStore } from './store.ts'

/** Watches that the log only grows. Once it was seen cut or changed, nothing is appended or signed any more. */
export interface Guard {
  /**
   * Reads every entry since the last mark, checks that together with it they are the log that the database says
   * it has, and marks the new end outside the database. What was durable at the call is in what it resolves to.
   *
   * @throws {Fault} `audit.unavailable`
   */
  advance(): Promise<Frontier>
  /** @throws {Fault} if the log was found cut or changed. */
  assertWhole(): void
  /** @throws {Fault} if a log that ends here lacks entries that this process saw durable. */
  assertNotCut(end: Frontier): void
  /** This process saw the log end here, durably. */
  saw(end: Frontier): void
  /** Entries seen and not yet marked. */
  unmarked(): number
}

interface GuardDeps {
  readonly store: Pick<AuditStore, 'head' | 'leaves'>
  readonly fence: Fence
  readonly clock: Clock
  readonly log: Log
}

/** Hashing a page holds up the event loop: this many take about 2 ms. */
const pageOfLeaves = 250

export function createGuard({ store, fence, clock, log }: GuardDeps): Guard {
  let seen = fence.last?.frontier ?? emptyFrontier
  let broken: Fault | undefined

  function fail(what: string): never {
    broken = new Fault('audit.unavailable', `${what}. ${whatToDo(fence.where)}`)
    log.fatal({ err: broken }, 'the audit log was cut or changed')
    throw broken
  }

  function assertContinues(end: Frontier, known: Frontier): void {
    const cut = end.size < known.size || (end.size === known.size && !sameTree(end, known))
    if (cut) fail(`the audit log has ${end.size} entries, but had ${known.size}, or other ones`)
  }

  async function advance(): Promise<Frontier> {
    if (broken !== undefined) throw broken
    const marked = fence.last?.frontier ?? emptyFrontier
    // Taken before the head is read: what is seen while the answer is on its way is newer than the answer.
    const known = seen
    const { frontier: end } = await store.head()
    assertContinues(end, known)
    const read = await readOn(marked, end.size)
    if (!sameTree(read, end)) {
      fail(`entries ${marked.size} to ${end.size} of the audit log do not continue what was known of it`)
    }
    if (end.size > marked.size) await fence.note({ at: clock(), frontier: end })
    return end
  }

  async function readOn(from: Frontier, size: number): Promise<Frontier> {
    let read = from
    while (read.size < size) {
      const leaves = await store.leaves(read.size, Math.min(pageOfLeaves, size - read.size))
      if (leaves.length === 0) fail(`the audit log should have ${size} entries and ends after ${read.size}`)
      read = grow(read, leaves)
    }
    return read
  }

  const advances = createBatches<undefined, Frontier>(
    async (callers) => {
      const end = await advance()
      return callers.map(() => end)
    },
    { size: Infinity, waiting: Infinity, onFull: () => new RangeError() },
  )

  return {
    advance: () => advances.add(undefined),
    assertWhole() {
      if (broken !== undefined) throw broken
    },
    assertNotCut: (end) => assertContinues(end, seen),
    saw(end) {
      if (end.size > seen.size) seen = end
    },
    unmarked: () => seen.size - (fence.last?.frontier.size ?? 0),
  }
}

function whatToDo(where: string): string {
  return (
    'Somebody changed the database, or restored an older copy of it. Nothing is done without the log, so resets ' +
    `stop here. Keep a copy of the database and of ${where} for whoever looks into it. If you restored a backup ` +
    `yourself, move ${where} away and start again; exports made before tell what is missing ` +
    '(docs/guide/audit.md, "When the log was cut")'
  )
}
