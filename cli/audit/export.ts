import { mkdir, open } from 'node:fs/promises'
import { parseVerifierKey, type Checkpoint } from '@keyturn/protocols/tlog'
import type { LocalApi } from '../local-api.ts'
import { isTree, link, type Chain } from './chain.ts'
import { openCheckpoint } from './checkpoints.ts'
import { exportFiles, readIfThere, writeWhole } from './export-files.ts'
import { readKept, type Kept } from './kept.ts'

export type Exported =
  | {
      readonly ok: true
      readonly checkpoint: Checkpoint
      readonly verifierKey: string
      /** Entries that were not in the folder before. */
      readonly fresh: number
    }
  | { readonly ok: false; readonly why: string }

export interface ExportOptions {
  readonly api: LocalApi
  readonly directory: string
  /** Told now and then how far it is. */
  readonly progress: (done: number, of: number) => void
}

const pageLength = 2_000

/**
 * Brings the folder up to the server's newest checkpoint. What is there already is checked and kept, so a broken
 * export goes on where it stopped and an older one grows. The checkpoint is written last, when the entries add up
 * to it.
 *
 * @throws {Error} if the server or the disk does not answer.
 */
export async function exportLog({ api, directory, progress }: ExportOptions): Promise<Exported> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const files = exportFiles(directory)
  const { checkpoint: note, verifierKey } = await api.call('admin.audit-checkpoint')
  const key = parseVerifierKey(verifierKey)
  if (key === undefined) return refuse('what the server gives as its verifier key is none')
  const known = (await readIfThere(files.verifierKey))?.toString('utf8').trimEnd() ?? verifierKey
  if (known !== verifierKey) {
    return refuse(`the folder holds a log signed by ${known}, and the server signs with ${verifierKey}`)
  }
  const opened = openCheckpoint('the server’s checkpoint', Buffer.from(note, 'utf8'), key)
  if (!opened.ok) return opened
  const { checkpoint } = opened
  const kept = await readKept(files, checkpoint, key)
  if (!kept.ok) return kept
  await writeWhole(files.verifierKey, `${verifierKey}\n`)
  const whole = await fetchRest(api, files.entries, kept.chain, { checkpoint, progress })
  if (!whole.ok) return whole
  await writeWhole(files.checkpoint, note)
  return { ok: true, checkpoint, verifierKey, fresh: checkpoint.size - kept.chain.frontier.size }
}

interface Goal {
  readonly checkpoint: Checkpoint
  readonly progress: ExportOptions['progress']
}

async function fetchRest(
  api: LocalApi,
  path: string,
  from: Chain,
  { checkpoint, progress }: Goal,
): Promise<Kept> {
  await using file = await open(path, 'a', 0o600)
  let chain = from
  while (chain.frontier.size < checkpoint.size) {
    const at = chain.frontier.size
    const limit = Math.min(pageLength, checkpoint.size - at)
    const { entries } = await api.call('admin.audit-entries', { query: { from: at, limit } })
    if (entries.length === 0)
      return refuse(`the server gave ${at} of the ${checkpoint.size} entries it signed`)
    for (const entry of entries) {
      const linked = link(chain, Buffer.from(entry, 'utf8'))
      if (!linked.ok) return linked
      ;({ chain } = linked)
    }
    await file.writeFile(entries.map((entry) => `${entry}\n`).join(''))
    progress(chain.frontier.size, checkpoint.size)
  }
  await file.sync()
  return isTree(chain, checkpoint)
    ? { ok: true, chain }
    : refuse('the entries do not add up to what the server signed: some were changed, here or there')
}

function refuse(why: string) {
  return { ok: false, why } as const
}
