/** A distinguished name in its parts (RFC 4514), the lowest first; escaped commas stay where they are. */
export function rdnsOf(dn: string): readonly string[] {
  return dn.match(/(?:\\.|[^,\\])+/g)?.map((rdn) => rdn.trim()) ?? []
}

/** Where things of one domain stand in another. */
export interface Move {
  /** The domain's own DN. */
  readonly from: string
  /** What takes its place. */
  readonly to: string
}

/** A DN of the domain as it is in the copy; any other text as it is. */
export function moved(text: string, { from, to }: Move): string {
  const [low, base] = [text.toLowerCase(), from.toLowerCase()]
  if (low === base) return to
  return low.endsWith(`,${base}`) ? `${text.slice(0, -from.length)}${to}` : text
}

/** Every entry above these, from the top down, without `top` itself and what is above it. */
export function parentsOf(dns: readonly string[], top: string): readonly string[] {
  const depth = rdnsOf(top).length
  const all = new Map<string, string>()
  for (const dn of dns) {
    const rdns = rdnsOf(dn)
    for (let i = 1; rdns.length - i > depth; i++) {
      const parent = rdns.slice(i).join(',')
      all.set(parent.toLowerCase(), parent)
    }
  }
  return [...all.values()].toSorted((a, b) => rdnsOf(a).length - rdnsOf(b).length)
}
