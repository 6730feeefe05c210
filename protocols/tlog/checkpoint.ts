import { fromBase64, toBase64 } from './base64.ts'
import { hashLength } from './hash.ts'
import type { Tree } from './proof.ts'

/** What a log says of itself, and signs as a note. */
export interface Checkpoint extends Tree {
  /** Which log: a URL without scheme, never empty. */
  readonly origin: string
}

/**
 * The text of a C2SP tlog-checkpoint:
 *
 *     ORIGIN⏎
 *     SIZE⏎                decimal, no leading zeros
 *     base64(ROOT)⏎        of 32 bytes
 *
 * Extension lines are left out: the standard advises against them.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isOrigin(origin)) throw new RangeError('the origin of a checkpoint is one line that is not empty')
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** @returns undefined for every text but the one that `formatCheckpoint` gives. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', decimal = '', encoded = ''] = text.split('\n')
  const size = Number(decimal)
  const root = fromBase64(encoded)
  if (!isOrigin(origin) || !Number.isSafeInteger(size) || size < 0 || root?.length !== hashLength) {
    return undefined
  }
  const checkpoint = { origin, size, root }
  return formatCheckpoint(checkpoint) === text ? checkpoint : undefined
}

function isOrigin(origin: string): boolean {
  return origin !== '' && !origin.includes('\n')
}
