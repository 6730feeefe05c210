import { createCipheriv } from 'node:crypto'
import { open } from 'node:fs/promises'
import { ntHash } from '@keyturn/protocols/breached'

/** So many rows are hashes of passwords that the bench knows; the rest are as random as real ones. */
export const knownRows = 100_000
export const knownPassword = (i: number) => `Known-${i}`
export const notListed = (i: number) => `Other-${i}`

const batchRows = 100_000

/** A list as the public one, in no order, and the same each time. */
export async function writeRows(path: string, rows: number): Promise<void> {
  await using file = await open(path, 'w')
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  for (let from = 0; from < rows; from += batchRows) {
    const hashes = cipher.update(Buffer.alloc(16 * batchRows))
    if (from < knownRows) {
      for (let i = 0; i < batchRows; i++) hashes.set(ntHash(knownPassword(from + i)), 16 * i)
    }
    const hex = hashes.toString('hex').toUpperCase()
    const lines = Array.from(
      { length: batchRows },
      (_, i) => `${hex.slice(32 * i, 32 * i + 32)}:${(i % 999) + 1}\r\n`,
    )
    await file.writeFile(lines.join(''))
  }
}
