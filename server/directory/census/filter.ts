import {
  AndFilter,
  ApproximateFilter,
  EqualityFilter,
  ExtensibleFilter,
  FilterParser,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  SubstringFilter,
  type Filter,
} from 'ldapts'

/**
 * A filter of RFC 4515 as an administrator writes it. ldapts 9.2 forgives brackets that are missing or too many, and takes
 * each escaped byte for a letter; both then ask for something else: in a mass reset that is who is missed.
 *
 * @returns undefined for what is no filter, and for bytes that are no text anywhere but in an equality.
 */
export function readFilter(text: string): Filter | undefined {
  if (!text.isWellFormed() || !isWhole(text)) return undefined
  try {
    const filter = FilterParser.parseString(escaped(text))
    unescape(filter)
    return filter
  } catch {
    return undefined
  }
}

/** Each letter beyond ASCII as its bytes, so that what was escaped and what was not are read alike. */
function escaped(text: string): string {
  const bytes = (letters: string) =>
    Buffer.from(letters)
      .toString('hex')
      .replaceAll(/../g, (byte) => `\\${byte}`)
  return text.replaceAll(/[\u{80}-\u{10ffff}]+/gu, bytes)
}

/** ldapts made a letter of each byte (RFC 4515, section 3: two hexadecimal digits are an octet of the value). */
function unescape(filter: Filter): void {
  if (filter instanceof AndFilter || filter instanceof OrFilter) return filter.filters.forEach(unescape)
  if (filter instanceof NotFilter) return unescape(filter.filter)
  if (filter instanceof EqualityFilter) filter.value = Buffer.from(String(filter.value), 'latin1')
  if (filter instanceof SubstringFilter) {
    filter.initial = letters(filter.initial)
    filter.any = filter.any.map(letters)
    filter.final = letters(filter.final)
  }
  if (
    filter instanceof GreaterThanEqualsFilter ||
    filter instanceof LessThanEqualsFilter ||
    filter instanceof ApproximateFilter ||
    filter instanceof ExtensibleFilter
  ) {
    filter.value = letters(String(filter.value))
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws {TypeError} for bytes that are no UTF-8: ldapts writes these values as text alone. */
function letters(bytes: string): string {
  return utf8.decode(Buffer.from(bytes, 'latin1'))
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
