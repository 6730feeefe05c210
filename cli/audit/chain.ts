import { parseEntry } from '@keyturn/protocols/audit'
import {
  append,
  emptyFrontier,
  hashLeaf,
  rootOf,
  sameHash,
  type Frontier,
  type Tree,
} from '@keyturn/protocols/tlog'

/** The log as far as it has been read. Constant memory, whatever its length. */
export interface Chain {
  readonly frontier: Frontier
  /** Time of the first and the newest entry; empty before there is one. */
  readonly from: string
  readonly to: string
}

export const emptyChain: Chain = { frontier: emptyFrontier, from: '', to: '' }

export type Linked =
  | { readonly ok: true; readonly chain: Chain }
  | { readonly ok: false; readonly why: string }

/** Adds one line. It must be the next entry, in its one spelling, not earlier than the one before it. */
export function link({ frontier, from, to }: Chain, line: Uint8Array): Linked {
  const { size } = frontier
  const text = decodeUtf8(line)
  const entry = text === undefined ? undefined : parseEntry(text)
  if (entry === undefined)
    return { ok: false, why: `entry ${size} (line ${size + 1}) is not an entry as the server writes it` }
  if (entry.index !== size) return { ok: false, why: wrongPlace(size, entry.index) }
  if (entry.at < to)
    return { ok: false, why: `entry ${size} (${entry.at}) is earlier than the one before it (${to})` }
  const grown = append(frontier, hashLeaf(line))
  return { ok: true, chain: { frontier: grown, from: from === '' ? entry.at : from, to: entry.at } }
}

/** Is the log, as far as it has been read, this tree? */
export function isTree({ frontier }: Chain, { size, root }: Tree): boolean {
  return frontier.size === size && sameHash(rootOf(frontier), root)
}

function wrongPlace(expected: number, found: number): string {
  const where = `line ${expected + 1} holds entry ${found}, and entry ${expected} belongs there`
  return found > expected
    ? `${where}: entries were removed or swapped`
    : `${where}: entries were inserted or swapped`
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
