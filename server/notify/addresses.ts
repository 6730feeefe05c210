/**
 * One plain mailbox (RFC 5321 4.1.2, dot-string @ domain) and nothing that could be more: no list, no name, no quotes,
 * no line break. The directory may hold anything in `mail`; a header must not.
 */
export function isMailbox(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u.test(address)
  )
}

/** What a person recognises and a stranger does not: `alice@corp.example` is `a•••@corp.example`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 1) return '•••'
  const first = String.fromCodePoint(address.codePointAt(0) ?? 0)
  return `${first}•••${address.slice(at)}`
}
