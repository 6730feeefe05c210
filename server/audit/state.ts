import { formatEntry } from '@keyturn/protocols/audit'
import { append, emptyFrontier, hashLeaf, rootOf, sameHash, type Frontier } from '@keyturn/protocols/tlog'
import type { AccountId } from '#kernel'
import type { AuditEntry, AuditEvent } from './audit.ts'

/** Where the log ends: all that is needed to append to it. */
export interface Head {
  readonly frontier: Frontier
  /** Of the newest entry. */
  readonly at: Date
}

export const emptyHead: Head = { frontier: emptyFrontier, at: new Date(0) }

/** One entry as it is stored; `leaf` is what is hashed. */
export interface Leaf {
  readonly index: number
  readonly account: AccountId | null
  readonly leaf: string
}

/** One step of the log, from `before` to `after`, by at least one leaf. */
export interface Extension {
  readonly before: Head
  readonly after: Head
  readonly leaves: readonly Leaf[]
}

/** Pure. All events get the same time: `now`, or that of the newest entry if the clock went back. */
export function extend(before: Head, events: readonly AuditEvent[], now: Date): Extension {
  const at = now > before.at ? now : before.at
  const leaves = events.map((event, i): Leaf => {
    const entry: AuditEntry = { ...event, index: before.frontier.size + i, at: at.toISOString() }
    return { index: entry.index, account: event.account?.id ?? null, leaf: formatEntry(entry) }
  })
  const frontier = grow(
    before.frontier,
    leaves.map(({ leaf }) => leaf),
  )
  return { before, after: { frontier, at }, leaves }
}

export function grow(frontier: Frontier, leaves: readonly string[]): Frontier {
  return leaves.map(hashLeaf).reduce(append, frontier)
}

export function sameTree(a: Frontier, b: Frontier): boolean {
  return a.size === b.size && sameHash(rootOf(a), rootOf(b))
}
