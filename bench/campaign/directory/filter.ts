import { elementsIn, type Element } from './ber.ts'
import type { Made } from './crowd.ts'

/** A search filter (RFC 4511 4.5.1.7) as far as campaigns ask by one: and, or, not, equality, presence. */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly attribute: string; readonly is: Buffer }
  | { readonly has: string }

export function readFilter({ tag, value }: Element): Filter {
  switch (tag) {
    case 0xa0:
      return { all: elementsIn(value).map(readFilter) }
    case 0xa1:
      return { any: elementsIn(value).map(readFilter) }
    case 0xa2: {
      const [inner] = elementsIn(value)
      if (inner === undefined) break
      return { not: readFilter(inner) }
    }
    case 0xa3: {
      const [attribute, is] = elementsIn(value)
      if (attribute === undefined || is === undefined) break
      return { attribute: attribute.value.toString().toLowerCase(), is: is.value }
    }
    case 0x87:
      return { has: value.toString().toLowerCase() }
  }
  throw new Error(`this double of a directory knows no filter with the tag ${tag.toString(16)}`)
}

export function matches({ dn, attributes }: Made, filter: Filter): boolean {
  if ('all' in filter) return filter.all.every((one) => matches({ dn, attributes }, one))
  if ('any' in filter) return filter.any.some((one) => matches({ dn, attributes }, one))
  if ('not' in filter) return !matches({ dn, attributes }, filter.not)
  const name = 'has' in filter ? filter.has : filter.attribute
  const key = Object.keys(attributes).find((one) => one.toLowerCase() === name)
  const values = key === undefined ? [] : (attributes[key] ?? [])
  if ('has' in filter) return values.length > 0
  return values.some((value) =>
    typeof value === 'string'
      ? value.toLowerCase() === filter.is.toString().toLowerCase()
      : value.equals(filter.is),
  )
}

/** What every entry must have that it finds: for choosing where to look, as an index would. */
export function demanded(filter: Filter, attribute: string): string | undefined {
  if ('attribute' in filter) return filter.attribute === attribute ? filter.is.toString() : undefined
  if (!('all' in filter)) return undefined
  for (const one of filter.all) {
    const found = demanded(one, attribute)
    if (found !== undefined) return found
  }
  return undefined
}
