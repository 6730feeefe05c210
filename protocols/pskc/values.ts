/** The simple types of XML Schema, as far as RFC 6030 uses them. undefined: not of that type. */

/** `xs:base64Binary`: blanks anywhere, padded. */
export function base64(text: string | undefined): Buffer | undefined {
  const packed = text?.replaceAll(/[\t\n\r ]+/g, '')
  if (packed === undefined || packed === '') return undefined
  const bytes = Buffer.from(packed, 'base64')
  // Node passes over what is not base64, and over bits that the last letter has too many.
  return bytes.toString('base64') === packed ? bytes : undefined
}

/** `xs:long`, as far as a number of JavaScript is exact. */
export function integer(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d{1,16}$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}

export function wholeNumber(text: string | undefined): number | undefined {
  const value = integer(text)
  return value === undefined || value < 0 ? undefined : value
}

/** A number that was encrypted: two's complement, big-endian (RFC 6030 6.1: the octets of `xs:int` or `xs:long`). */
export function integerBytes(bytes: Buffer): number | undefined {
  if (bytes.length !== 4 && bytes.length !== 8) return undefined
  const value = bytes.length === 4 ? BigInt(bytes.readInt32BE()) : bytes.readBigInt64BE()
  return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}

/** `xs:dateTime` with a time zone; without one nobody knows when it is. */
export function dateTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}
