import { readFile } from 'node:fs/promises'
import {
  formatVerifierKey,
  parseVerifierKey,
  type Checkpoint,
  type Tree,
  type VerifierKey,
} from '@keyturn/protocols/tlog'
import { emptyChain, isTree, link, type Chain } from './chain.ts'
import { openCheckpoint } from './checkpoints.ts'
import { exportFiles } from './export-files.ts'
import { linesOf, type Line } from './lines.ts'

export interface Verification {
  readonly directory: string
  /** The pinned verifier key; undefined: the export's own is taken, which proves less. */
  readonly key: string | undefined
  /** Files with checkpoints that were kept from before, or from another place. */
  readonly previous: readonly string[]
}

export interface Verified {
  readonly verdict: 'verified'
  readonly checkpoint: Checkpoint
  readonly chain: Chain
  /** The key it is signed with. */
  readonly key: string
  /** Sizes of the earlier checkpoints that it continues. */
  readonly continues: readonly number[]
}

/** `refused`: the export is not what was signed. `unreadable`: it could not be looked at. */
export type Verdict = Verified | { readonly verdict: 'refused' | 'unreadable'; readonly why: string }

/**
 * Checks an export with nothing but its files: every entry hashed anew, the tree, the signature, the order of
 * indexes and times, and that it continues checkpoints from before. Memory does not grow with the log.
 */
export async function verifyExport({ directory, key: pinned, previous }: Verification): Promise<Verdict> {
  try {
    const files = exportFiles(directory)
    const text = pinned ?? (await readFile(files.verifierKey, 'utf8')).trimEnd()
    const key = parseVerifierKey(text)
    if (key === undefined) {
      // Not its text: a terminal would obey what stands in a stranger's file.
      const where = pinned === undefined ? files.verifierKey : '--key'
      return { verdict: 'unreadable', why: `${where} holds no verifier key` }
    }
    const claims = await readClaims([files.checkpoint, ...previous], key)
    if (!claims.ok) return { verdict: 'refused', why: claims.why }
    const [checkpoint, ...earlier] = claims.checkpoints
    if (checkpoint === undefined) return { verdict: 'unreadable', why: 'there is no checkpoint' }
    const read = await readEntries(files.entries, checkpoint, earlier)
    if (!read.ok) return { verdict: 'refused', why: read.why }
    const continues = earlier.map(({ size }) => size)
    return { verdict: 'verified', checkpoint, chain: read.chain, key: formatVerifierKey(key), continues }
  } catch (error) {
    return { verdict: 'unreadable', why: error instanceof Error ? error.message : String(error) }
  }
}

async function readClaims(paths: readonly string[], key: VerifierKey) {
  const checkpoints: Checkpoint[] = []
  for (const [i, path] of paths.entries()) {
    const what = i === 0 ? 'the checkpoint' : `the earlier checkpoint ${path}`
    const opened = openCheckpoint(what, await readFile(path), key)
    if (!opened.ok) return opened
    checkpoints.push(opened.checkpoint)
  }
  return { ok: true, checkpoints } as const
}

type Read = { readonly ok: true; readonly chain: Chain } | { readonly ok: false; readonly why: string }

async function readEntries(path: string, now: Tree, earlier: readonly Tree[]): Promise<Read> {
  const later = earlier.find(({ size }) => size > now.size)
  if (later !== undefined)
    return refuse(`the log had ${later.size} entries before and has ${now.size} now: it was cut`)
  let chain = emptyChain
  let proved = 0
  for await (const line of linesOf(path)) {
    const read = readLine(chain, line, now)
    if (!read.ok) return read
    ;({ chain } = read)
    const { size } = chain.frontier
    const reached = earlier.filter((tree) => tree.size === size)
    if (!reached.every((tree) => isTree(chain, tree))) {
      return refuse(`${changedBetween(proved, size)}: they are not those of the earlier checkpoint`)
    }
    if (reached.length > 0) proved = size
  }
  return readEnd(chain, proved, now)
}

function readLine(chain: Chain, { bytes, ended }: Line, { size }: Tree): Read {
  if (chain.frontier.size === size) return refuse(`there are entries after the ${size} that are signed`)
  return ended ? link(chain, bytes) : refuse(`entry ${chain.frontier.size} is cut in the middle of its line`)
}

function readEnd(chain: Chain, proved: number, now: Tree): Read {
  if (isTree(chain, now)) return { ok: true, chain }
  const { size } = chain.frontier
  return size < now.size
    ? refuse(`there are ${size} entries of the ${now.size} that are signed: the rest was removed`)
    : refuse(`${changedBetween(proved, size)}: they do not add up to what is signed`)
}

function changedBetween(from: number, to: number): string {
  return `an entry between ${from} and ${to - 1} was changed`
}

function refuse(why: string): Read {
  return { ok: false, why }
}
