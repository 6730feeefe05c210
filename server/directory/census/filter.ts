import { FilterParser, type Filter } from 'ldapts'

/**
 * A filter of RFC 4515 as an administrator writes it. ldapts 9.2 forgives brackets that are missing or too many, and
 * then asks for something else: in a mass reset that is who is missed.
 *
 * @returns undefined for what is no filter.
 */
export function readFilter(text: string): Filter | undefined {
  if (!isWhole(text)) return undefined
  try {
    return FilterParser.parseString(text)
  } catch {
    return undefined
  }
}

/** One pair of brackets around all of it. In values they are written as \28 and \29, so those that are seen are syntax. */
function isWhole(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') {
      if (!'()&|!'.includes(text[at - 1] ?? '(')) return false
      depth++
    }
    if (text[at] === ')') depth--
    if (depth < 0 || (depth === 0 && at < text.length - 1)) return false
  }
  return depth === 0 && text !== ''
}
