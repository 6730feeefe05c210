import type { Asked } from './catalogue.ts'

/** An answer by the id of its question. */
export type Answers = ReadonlyMap<string, string>

const leastLength = 3
const mostLength = 200

/** @returns nothing for what is no JSON object of texts: whoever answers with something else has answered nothing. */
export function readAnswers(json: string): Answers {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return new Map()
  }
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([id, text]): [string, string][] =>
      typeof text === 'string' && text.length <= mostLength ? [[id, normalizeAnswer(text)]] : [],
    ),
  )
}

/** What was meant: how it was written, spaced and punctuated a year ago nobody remembers. */
export function normalizeAnswer(text: string): string {
  // Down, up and down again: "ß", "ẞ" and "SS" are the same. Which sigma it is depends on what follows, and blanks are gone.
  const folded = bare(text.normalize('NFKC')).toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  return bare(folded.normalize('NFKC'))
}

const bare = (text: string) => text.replaceAll(/[\p{Z}\p{P}\p{S}\p{C}]/gu, '')

/**
 * May these be answers? Not what everybody sees: the account's own names, the words of the question, the same twice.
 *
 * @param names of the account, as they are written in AD.
 */
export function areAnswers(answers: Answers, questions: readonly Asked[], names: readonly string[]): boolean {
  const given = questions.map(({ id }) => answers.get(id) ?? '')
  const known = new Set(names.flatMap((name) => [name, ...name.split(/[\s,._-]+/)]).map(normalizeAnswer))
  return (
    new Set(given).size === given.length &&
    given.every((answer) => Array.from(answer).length >= leastLength && !known.has(answer)) &&
    questions.every(({ texts }, i) =>
      Object.values(texts).every((text) => !normalizeAnswer(text).includes(given[i] ?? '')),
    )
  )
}
