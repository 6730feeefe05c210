import { emptyFrontier, type Frontier } from '@keyturn/protocols/tlog'
import { createBatches, Fault, type Clock, type Log } from '#kernel'
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
  /** This process appended, durably: from where the log ended before to where it ends now. */
  saw(from: Frontier, end: Frontier): void
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
  const marks = () => fence.last?.frontier ?? emptyFrontier
  const seen = createSeen(marks)
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
    const marked = marks()
    // Taken before the head is read: what is seen while the answer is on its way is newer than the answer.
    const [known, newest] = [seen.ends(), seen.newest()]
    const { frontier: end } = await store.head()
    assertContinues(end, newest)
    let read = marked
    for (const one of [...known, end].filter(({ size }) => size >= marked.size)) {
      read = await readOn(read, one.size)
      if (!sameTree(read, one)) {
        fail(`entries ${marked.size} to ${one.size} of the audit log do not continue what was known of it`)
      }
    }
    if (end.size > marked.size) await fence.note({ at: clock(), frontier: end })
    seen.forget(known)
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

  return {
    advance: together(advance),
    assertWhole() {
      if (broken !== undefined) throw broken
    },
    assertNotCut: (end) => assertContinues(end, seen.newest()),
    saw: (from, end) => seen.add(from, end),
    unmarked: () => seen.newest().size - marks().size,
  }
}

/** Whoever comes while it runs shares the next run with all who wait. */
function together<T>(run: () => Promise<T>): () => Promise<T> {
  const batches = createBatches<undefined, T>(
    async (callers) => {
      const done = await run()
      return callers.map(() => done)
    },
    { size: Infinity, waiting: Infinity, onFull: () => new RangeError() },
  )
  return () => batches.add(undefined)
}

/**
 * Ends of the log that this process saw since the last mark, the newest last. One that the next one grew from is not
 * kept; one that somebody else went on from is, until it was read that they did: a longer log may still be another one.
 */
function createSeen(marked: () => Frontier) {
  let ends: readonly Frontier[] = []
  const newest = () => ends.at(-1) ?? marked()
  return {
    ends: () => ends,
    newest,
    add(from: Frontier, end: Frontier) {
      const grew = from === newest() || sameTree(from, newest())
      ends = [...(grew ? ends.slice(0, -1) : ends), end]
    },
    forget(known: readonly Frontier[]) {
      ends = ends.filter((one) => !known.includes(one))
    },
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
