import { packEntry, type Proof } from '@keyturn/protocols/evidence'
import { parseEntry } from '@keyturn/protocols/audit'
import {
  hashChildren,
  hashLeaf,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  proveInclusion,
  type Hash,
  type Node,
} from '@keyturn/protocols/tlog'
import type { AuditLog } from '#audit'
import { Fault } from '#kernel'

export interface ProvedEntries {
  readonly checkpoint: string
  readonly verifierKey: string
  readonly proofs: readonly Proof[]
}

const pageLength = 2_000
const hashLength = 32

/**
 * The entries of the log about a campaign, up to the one that vouches for this pack, each with its way up to a
 * checkpoint that is signed now. Reads the log once, and holds 32 bytes of each entry.
 *
 * @param at the index of that last entry.
 * @throws {Fault} `audit.unavailable`.
 */
export async function proveEntries(
  campaign: string,
  at: number,
  log: Pick<AuditLog, 'leaves' | 'checkpoint'>,
): Promise<ProvedEntries> {
  const { checkpoint, verifierKey } = await log.checkpoint()
  const size = sizeOf(checkpoint, verifierKey)
  const hashes = Buffer.alloc(size * hashLength)
  const found: { readonly index: number; readonly entry: string }[] = []
  for (let from = 0; from < size;) {
    const leaves = await log.leaves(from, Math.min(pageLength, size - from))
    if (leaves.length === 0) throw new Fault('audit.unavailable', 'the log ends before its checkpoint')
    for (const [i, leaf] of leaves.entries()) {
      hashes.set(hashLeaf(leaf), (from + i) * hashLength)
      if (from + i <= at && isOf(campaign, leaf, from + i === at))
        found.push({ index: from + i, entry: leaf })
    }
    from += leaves.length
  }
  const read = readerOf(hashes)
  return {
    checkpoint,
    verifierKey,
    proofs: found.map(({ index, entry }) => ({
      entry,
      path: proveInclusion(index, size, read).map((hash) => Buffer.from(hash).toString('base64')),
    })),
  }
}

/** Of another pack only what was written before counts, so the last one is always the one that vouches. */
function isOf(campaign: string, leaf: string, isLast: boolean): boolean {
  if (!leaf.includes('"type":"campaign.')) return false
  const entry = parseEntry(leaf)
  return entry?.facts['campaign'] === campaign && (isLast ? entry.type === packEntry : true)
}

function sizeOf(checkpoint: string, verifierKey: string): number {
  const key = parseVerifierKey(verifierKey)
  const opened = key && openNote(Buffer.from(checkpoint), [key])
  const tree = opened?.ok === true ? parseCheckpoint(opened.text) : undefined
  if (tree === undefined) throw new Fault('audit.unavailable', 'the log gave no checkpoint')
  return tree.size
}

/** Each node is made once. */
function readerOf(hashes: Buffer): (node: Node) => Hash {
  const made = new Map<string, Hash>()
  return function read({ level, n }): Hash {
    if (level === 0) return hashes.subarray(n * hashLength, (n + 1) * hashLength)
    const known = made.get(`${level}/${n}`)
    if (known !== undefined) return known
    const hash = hashChildren(read({ level: level - 1, n: n * 2 }), read({ level: level - 1, n: n * 2 + 1 }))
    made.set(`${level}/${n}`, hash)
    return hash
  }
}
