import { existsSync } from 'node:fs'
import { truncate } from 'node:fs/promises'
import type { Checkpoint, VerifierKey } from '@keyturn/protocols/tlog'
import { emptyChain, isTree, link, type Chain } from './chain.ts'
import { openCheckpoint } from './checkpoints.ts'
import { readIfThere, type ExportFiles } from './export-files.ts'
import { linesOf } from './lines.ts'

export type Kept = { readonly ok: true; readonly chain: Chain } | { readonly ok: false; readonly why: string }

/**
 * The entries that an earlier export left, checked against the checkpoint it left and against the size that the
 * server signs `now`. A line that was cut by an interruption is removed.
 */
export async function readKept(files: ExportFiles, now: Checkpoint, key: VerifierKey): Promise<Kept> {
  const note = await readIfThere(files.checkpoint)
  const opened = note && openCheckpoint('the checkpoint in the folder', note, key)
  if (opened?.ok === false) return opened
  const earlier = opened?.checkpoint
  const read = await readWholeLines(files.entries, earlier)
  if (!read.ok) return read
  const { size } = read.chain.frontier
  const before = Math.max(size, earlier?.size ?? 0)
  if (before > now.size) {
    return { ok: false, why: `the server’s log has ${now.size} entries, and had ${before}: it was cut` }
  }
  if (size < (earlier?.size ?? 0)) {
    return {
      ok: false,
      why: `the folder has ${size} entries of the ${before} of its checkpoint: some were removed`,
    }
  }
  if (existsSync(files.entries)) await truncate(files.entries, read.bytes)
  return read
}

async function readWholeLines(path: string, earlier: Checkpoint | undefined) {
  let chain = emptyChain
  let count = 0
  if (!existsSync(path)) return { ok: true, chain, bytes: count } as const
  for await (const { bytes, ended } of linesOf(path)) {
    if (!ended) break
    const linked = link(chain, bytes)
    if (!linked.ok) return linked
    ;({ chain } = linked)
    count += bytes.length + 1
    if (chain.frontier.size === earlier?.size && !isTree(chain, earlier)) {
      return { ok: false, why: 'the entries in the folder are not those of its checkpoint' } as const
    }
  }
  return { ok: true, chain, bytes: count } as const
}
