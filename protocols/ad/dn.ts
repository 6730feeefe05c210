/** What an entry is in (RFC 4514): what follows the first comma that is not escaped. undefined: nothing does. */
export function parentDn(dn: string): string | undefined {
  const [, parent] = /^(?:\\.|[^,\\])+,(.+)$/s.exec(dn) ?? []
  return parent
}

/** Is it that entry, or somewhere below it? Both as one DC writes them. */
export function isBelow(dn: string, base: string): boolean {
  const [one, other] = [dn.toLowerCase(), base.toLowerCase()]
  return one === other || one.endsWith(`,${other}`)
}
