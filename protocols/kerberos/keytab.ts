/**
 * The keys of a computer as MIT Kerberos and Samba keep them in /etc/krb5.keytab (file format version 2, "Keytab file
 * format" of MIT's documentation); numbers are big-endian:
 *
 *     0x0502 │ for each entry: length 4 │ components 2 │ realm │ components … │ name type 4 │ time 4 │ version 1 │
 *                              type 2 │ key │ version 4, or nothing
 *
 * Texts and the key have a length of 2 octets before them. An entry of negative length is a hole.
 */
export interface KeytabEntry {
  readonly realm: string
  /** `host`, `laptop1.corp.example`. */
  readonly principal: readonly string[]
  readonly type: number
  readonly key: Uint8Array
}

class NotAKeytab extends Error {}

/** undefined: it is none, or one that is cut off. */
export function readKeytab(bytes: Uint8Array): readonly KeytabEntry[] | undefined {
  try {
    return read(bytes)
  } catch (cause) {
    if (cause instanceof NotAKeytab) return undefined
    throw cause
  }
}

function read(bytes: Uint8Array): readonly KeytabEntry[] {
  const all = reader(bytes)
  if (all.number(2) !== 0x0502) throw new NotAKeytab()
  const entries: KeytabEntry[] = []
  while (!all.isAtEnd()) {
    const length = all.number(4) | 0
    const entry = all.take(Math.abs(length))
    // Zeroes at the end, as of a file that was grown.
    if (length > 0) entries.push(entryIn(entry))
  }
  return entries
}

function entryIn(bytes: Uint8Array): KeytabEntry {
  const entry = reader(bytes)
  const text = () => Buffer.from(entry.take(entry.number(2))).toString()
  const components = entry.number(2)
  const realm = text()
  const principal = Array.from({ length: components }, text)
  // Name type, time, and the version of the key, which the cipher's own integrity makes needless to compare.
  entry.take(9)
  const type = entry.number(2)
  return { realm, principal, type, key: entry.take(entry.number(2)) }
}

function reader(bytes: Uint8Array) {
  let at = 0
  function take(count: number): Uint8Array {
    if (at + count > bytes.length) throw new NotAKeytab()
    at += count
    return bytes.subarray(at - count, at)
  }
  return {
    take,
    number: (octets: number) => take(octets).reduce((sum, one) => sum * 256 + one, 0),
    isAtEnd: () => at === bytes.length,
  }
}
