import { createHash } from 'node:crypto'
import { parseEntry, type Entry } from '../audit/index.ts'
import {
  checkInclusion,
  hashLeaf,
  openNote,
  parseCheckpoint,
  type Checkpoint,
  type VerifierKey,
} from '../tlog/index.ts'
import { parseEvidence, type Evidence } from './evidence.ts'

/** Names of a pack's files. */
export const packFiles = {
  evidence: 'evidence.json',
  report: 'report.pdf',
  proofs: 'audit-proofs.json',
  checkpoint: 'checkpoint',
  verifierKey: 'audit.pub',
} as const

/** An entry of the audit log, with the way from it up to the checkpoint's root. */
export interface Proof {
  /** The leaf's bytes as text. */
  readonly entry: string
  /** PATH of RFC 6962 2.1.1, each hash in base64. */
  readonly path: readonly string[]
}

/** What a pack consists of, as its files hold it. */
export interface Pack {
  readonly evidence: Uint8Array
  readonly report: Uint8Array
  /** `[{ entry, path }, …]`: those of the campaign in the log's order. The last one names the digests of the others. */
  readonly proofs: Uint8Array
  /** A signed C2SP checkpoint. */
  readonly checkpoint: Uint8Array
}

export type CheckedPack =
  | {
      readonly ok: true
      readonly evidence: Evidence
      readonly entries: readonly Entry[]
      readonly checkpoint: Checkpoint
    }
  | { readonly ok: false; readonly why: string }

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** The type of the entry that vouches for a pack. */
export const packEntry = 'campaign.evidence'

/**
 * Checks a pack with nothing but its bytes and the pinned key:
 *
 *     evidence.json ─┐ SHA-256
 *     report.pdf    ─┴─▶ entry `campaign.evidence` ─ path ─▶ root ◀─ checkpoint ◀─ signature ◀─ key
 *
 * and that what evidence.json concludes follows from what it says was read. Never throws, whatever it is given.
 */
export function checkPack(pack: Pack, key: VerifierKey): CheckedPack {
  const opened = openNote(pack.checkpoint, [key])
  if (!opened.ok) {
    return refuse(
      opened.why === 'unknown-key'
        ? 'the checkpoint is not signed by this key'
        : 'the checkpoint was changed',
    )
  }
  const checkpoint = parseCheckpoint(opened.text)
  if (checkpoint === undefined || checkpoint.origin !== key.name) {
    return refuse('the checkpoint is not one of this log')
  }
  const proved = readProofs(pack.proofs, checkpoint)
  if (!proved.ok) return proved
  const last = proved.entries.at(-1)
  if (last === undefined || last.type !== packEntry)
    return refuse('no entry of the log vouches for this pack')
  if (last.facts['evidence'] !== sha256(pack.evidence)) {
    return refuse('evidence.json was changed, or is that of another pack')
  }
  if (last.facts['report'] !== sha256(pack.report)) {
    return refuse('report.pdf was changed, or is that of another pack')
  }
  const read = parseEvidence(Buffer.from(pack.evidence).toString('utf8'))
  if (!read.ok) return read
  const { evidence } = read
  const isOther = proved.entries.some(({ facts }) => facts['campaign'] !== evidence.campaign)
  if (isOther || last.facts['digest'] !== evidence.plan) {
    return refuse('the entries of the log are about another campaign')
  }
  return { ok: true, evidence, entries: proved.entries, checkpoint }
}

function readProofs(bytes: Uint8Array, checkpoint: Checkpoint) {
  const proofs = parseProofs(Buffer.from(bytes).toString('utf8'))
  if (proofs === undefined) return refuse('audit-proofs.json is not of this format')
  const entries: Entry[] = []
  for (const { entry: leaf } of proofs) {
    const entry = parseEntry(leaf)
    if (entry === undefined) return refuse('audit-proofs.json holds what is no entry of an audit log')
    if (entry.index <= (entries.at(-1)?.index ?? -1)) return refuse('the entries are not in their order')
    entries.push(entry)
  }
  const newest = entries.at(-1)?.index ?? 0
  if (newest >= checkpoint.size) {
    return refuse(`the checkpoint is older than entry ${newest}, which it should prove`)
  }
  for (const [i, { entry: leaf, path }] of proofs.entries()) {
    const index = entries[i]?.index ?? -1
    const hashes = path.map((hash) => Buffer.from(hash, 'base64'))
    if (!checkInclusion(hashes, checkpoint, index, hashLeaf(leaf))) {
      return refuse(`entry ${index} is not in the log that was signed`)
    }
  }
  return { ok: true, entries } as const
}

function parseProofs(text: string): readonly Proof[] | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  return Array.isArray(read) && read.every(isProof) ? read : undefined
}

function isProof(value: unknown): value is Proof {
  if (typeof value !== 'object' || value === null || !('entry' in value) || !('path' in value)) return false
  const { entry, path } = value
  return typeof entry === 'string' && Array.isArray(path) && path.every((hash) => typeof hash === 'string')
}

function refuse(why: string) {
  return { ok: false, why } as const
}
