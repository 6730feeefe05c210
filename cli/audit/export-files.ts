import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What an export is: three files that need nothing else to be checked. */
export interface ExportFiles {
  /** Every entry, one a line, byte for byte what was hashed. */
  readonly entries: string
  /** A signed note over the size and the root of just these entries. */
  readonly checkpoint: string
  /** The key that the server says it signs with. */
  readonly verifierKey: string
}

export function exportFiles(directory: string): ExportFiles {
  return {
    entries: join(directory, 'entries.jsonl'),
    checkpoint: join(directory, 'checkpoint'),
    verifierKey: join(directory, 'verifier-key'),
  }
}

export async function readIfThere(path: string): Promise<Buffer | undefined> {
  return existsSync(path) ? await readFile(path) : undefined
}

/** The whole text or what was there before, also after a power failure. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}
