import { maxOffset, type Reference } from './page.ts'
import { fits, headLength } from './shape.ts'

/** What is signed: the whole list, by its root. */
export interface Statement {
  /** What it was made from, for people. */
  readonly source: string
  /** UTC, to the second: `2026-11-21T06:00:00Z`. Says which of two lists is the newer one. */
  readonly built: string
  readonly rows: number
  readonly depth: number
  /** The last block or page; the file ends with it. */
  readonly root: Reference
}

const title = 'keyturn breached passwords v1'

/**
 *     keyturn breached passwords v1
 *     source pwnedpasswords_ntlm.txt
 *     built 2026-11-21T06:00:00Z
 *     rows 1500000000
 *     depth 30
 *     root OFFSET LENGTH SHA-256-IN-HEX
 */
export function formatStatement({ source, built, rows, depth, root }: Statement): string {
  const { offset, length, hash } = root
  const where = `${offset} ${length} ${Buffer.from(hash).toString('hex')}`
  return `${title}\nsource ${source}\nbuilt ${built}\nrows ${rows}\ndepth ${depth}\nroot ${where}\n`
}

/** @returns undefined for every text but the one that `formatStatement` gives for a list that keeps its promises. */
export function parseStatement(text: string): Statement | undefined {
  const [, source, built, ...rest] = pattern.exec(text) ?? []
  const [rows = NaN, depth = NaN, offset = NaN, length = NaN] = rest.slice(0, 4).map(Number)
  if (source === undefined || built === undefined || !isInstant(built) || !fits(rows, depth)) return undefined
  if (offset < headLength || offset + length > maxOffset || length > 0xffff) return undefined
  const statement = {
    source,
    built,
    rows,
    depth,
    root: { offset, length, hash: Buffer.from(rest[4] ?? '', 'hex') },
  }
  return formatStatement(statement) === text ? statement : undefined
}

const pattern = new RegExp(
  `^${title}\nsource ([\\p{L}\\p{N}\\p{P}\\p{S} ]{1,200})\nbuilt (\\S{20})\nrows (\\d{1,10})\ndepth (\\d{1,2})\n` +
    'root (\\d{1,15}) (\\d{1,5}) ([0-9a-f]{64})\n$',
  'u',
)

function isInstant(text: string): boolean {
  const time = new Date(text)
  return !Number.isNaN(time.getTime()) && time.toISOString().replace('.000Z', 'Z') === text
}
