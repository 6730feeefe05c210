/** An entry as ldbsearch prints it (LDIF, RFC 2849): the values of each attribute, `dn` among them. */
export type Entry = ReadonlyMap<string, readonly string[]>

/** Values that are not text are left out with their attribute: nothing here reads one. */
export function parseLdif(text: string): readonly Entry[] {
  const unfolded = text.replaceAll(/\r?\n /g, '')
  return unfolded.split(/\n\n+/).flatMap((block) => {
    const entry = new Map<string, string[]>()
    for (const line of block.split('\n')) {
      const [, name, mark, value = ''] = /^([A-Za-z][\w-]*)(::?) ?(.*)$/.exec(line) ?? []
      if (name === undefined) continue
      const plain = mark === '::' ? fromBase64(value) : value
      if (plain !== undefined) entry.set(name, [...(entry.get(name) ?? []), plain])
    }
    return entry.has('dn') ? [entry] : []
  })
}

/** A line of LDIF that means this value, whatever is in it. */
export function ldifLine(name: string, value: string): string {
  return `${name}:: ${Buffer.from(value).toString('base64')}\n`
}

function fromBase64(value: string): string | undefined {
  const bytes = Buffer.from(value, 'base64')
  const text = bytes.toString()
  return Buffer.from(text).equals(bytes) ? text : undefined
}
