/**
 * The text of what the server signs for a device: a first line that says what it is, then each line a name, a space and
 * a value, ending with LF; the name alone where the value is empty. UTF-8. One spelling: the shapes say what each value
 * looks like, and a value has no control characters.
 */
export type Shapes = Readonly<Record<string, RegExp>>

/** An Ed25519 or X25519 key, a MAC, a nonce: 32 bytes; an id: 16 bytes. All base64url. */
export const shapes = {
  account: /^S-1-\d{1,15}(-\d{1,10}){1,15}$/,
  name: /^.{1,256}$/u,
  upn: /^.{0,1024}$/u,
  id: /^[\w-]{22}$/,
  bytes32: /^[\w-]{43}$/,
  time: /^[\dTZ:.-]{24}$/,
  dc: /^[A-Za-z0-9.-]{1,255}$/,
} as const

/** @throws {TypeError} naming the line that the format cannot carry. */
export function formatLines(
  first: string,
  lines: Shapes,
  values: Readonly<Record<string, string>>,
): Uint8Array {
  const [, what = first] = /^keyturn-(?:[a-z]+-)?([a-z]+)\/\d+$/.exec(first) ?? []
  const body = Object.entries(lines).map(([name, shape]) => {
    const value = values[name] ?? ''
    const isPlain = value.isWellFormed() && !/\p{Cc}/u.test(value)
    if (!isPlain || !shape.test(value)) throw new TypeError(`${what}: ${name}`)
    return value === '' ? name : `${name} ${value}`
  })
  return Buffer.from([first, ...body, ''].join('\n'))
}

/**
 * Reads lines into what `make` makes of them. The bytes are checked, not the fields: whatever was read must write the
 * same bytes again.
 *
 * @returns undefined for anything that `format` would not have written, to the byte.
 */
export function parseLines<T>(
  first: string,
  lines: Shapes,
  bytes: Uint8Array,
  { make, format }: { make: (values: (name: string) => string) => T; format: (read: T) => Uint8Array },
): T | undefined {
  const [said, ...rest] = Buffer.from(bytes).toString('utf8').split('\n')
  const names = Object.keys(lines)
  if (said !== first || rest.length !== names.length + 1) return undefined
  const values = new Map(names.map((name, index) => [name, rest[index]?.slice(name.length + 1) ?? '']))
  try {
    const read = make((name) => values.get(name) ?? '')
    return Buffer.compare(format(read), bytes) === 0 ? read : undefined
  } catch {
    return undefined
  }
}
