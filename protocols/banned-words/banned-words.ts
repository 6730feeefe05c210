import { formsOf, spellings } from './spellings.ts'

/**
 * `banned-…` may stand in a long password, but not carry it. `own-…` may not stand in it at all: whoever guesses knows
 * whom he attacks.
 */
export type BannedKind =
  | 'banned-word'
  | 'banned-organisation'
  | 'banned-calendar'
  | 'banned-keyboard'
  | 'own-name'
  | 'own-address'
  | 'own-workplace'
  | 'own-number'

export interface BannedWord {
  readonly kind: BannedKind
  readonly word: string
}

export interface BannedWords {
  /** The kinds that a password is refused for, in a steady order; never which word. Empty: none. */
  hits(password: string): readonly BannedKind[]
}

interface Found {
  readonly kind: BannedKind
  readonly from: number
  readonly to: number
}

/** 1987, 2026. Alone they are digits like others; beside a banned word they add nothing. */
const years = /(?:19|20)\d\d/g

/**
 * @param besides So many characters must be left when the banned words, years beside them, and digits before and
 *   after are taken away: `Sommer2026!` leaves none, `Sommer auf der Alm` eight.
 */
export function createBannedWords(words: readonly BannedWord[], besides: number): BannedWords {
  const kinds = new Map<string, BannedKind>()
  for (const { kind, word } of words) {
    for (const form of formsOf(word)) {
      // What is hers counts more than what nobody may use: her telephone number may be a row of keys.
      const before = kinds.get(form)
      if (before === undefined || (isOwn(kind) && !isOwn(before))) kinds.set(form, kind)
    }
  }
  const lengths = [...new Set([...kinds.keys()].map((form) => form.length))]

  function findAll(spelling: string): readonly Found[] {
    const found: Found[] = []
    for (let from = 0; from < spelling.length; from++) {
      for (const length of lengths) {
        const to = from + length
        const kind = to > spelling.length ? undefined : kinds.get(spelling.slice(from, to))
        if (kind !== undefined) found.push({ kind, from, to })
      }
    }
    return found
  }

  return {
    hits(password) {
      const hit = new Set<BannedKind>()
      for (const spelling of spellings(password)) {
        const found = findAll(spelling)
        const carries = found.length > 0 && left(spelling, found) < besides
        for (const { kind } of found) if (carries || isOwn(kind)) hit.add(kind)
      }
      return [...hit].toSorted()
    },
  }
}

function isOwn(kind: BannedKind): boolean {
  return kind.startsWith('own-')
}

/** How many characters there are besides what was found. */
function left(spelling: string, found: readonly Found[]): number {
  const covered = Array.from({ length: spelling.length }, () => false)
  for (const { from, to } of found) covered.fill(true, from, to)
  for (const { index, 0: year } of spelling.matchAll(years)) covered.fill(true, index, index + year.length)
  const rest = [...covered.keys()].filter((at) => covered[at] === false).map((at) => spelling[at] ?? '')
  return rest.join('').replaceAll(/^\p{N}+|\p{N}+$/gu, '').length
}
