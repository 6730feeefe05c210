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

/** An entry of AD's `proxyAddresses` that is mail: `SMTP:` is the one it is sent as, `smtp:` the others. */
const proxy = /^smtp:/i

/** Mailboxes in `given`, each once however it is spelled, the first spelling kept; at most `most` of `listed`. */
export function everyMailbox(given: readonly string[], listed: readonly string[] = []): readonly string[] {
  const all = new Map<string, string>()
  const add = (written: string) => {
    const address = written.trim().replace(proxy, '')
    const key = address.toLowerCase()
    if (isMailbox(address) && !all.has(key)) all.set(key, address)
  }
  given.forEach(add)
  const full = all.size + most
  for (const one of listed) if (all.size < full) add(one)
  return [...all.values()]
}

/** Who may write one attribute has no five hundred mails sent by it. */
const most = 20

/** What a person recognises and a stranger does not: `alice@corp.example` is `a•••@corp.example`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (at < 1) return '•••'
  const first = String.fromCodePoint(address.codePointAt(0) ?? 0)
  return `${first}•••${address.slice(at)}`
}
