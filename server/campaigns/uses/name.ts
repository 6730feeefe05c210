/** The domain's own names. */
export interface OwnDomain {
  readonly dns: string
  readonly netbios: string
}

/**
 * One spelling for all ways to write who uses something; undefined: an account of another domain or of one computer.
 * `spn:http/web1` for a service principal name (MS-ADTS 3.1.1.5.1.3), else a sAMAccountName in lower case.
 */
export function useName(text: string, { dns, netbios }: OwnDomain): string | undefined {
  const name = text.trim().toLowerCase()
  const slash = name.indexOf('\\')
  if (slash >= 0) {
    const isOurs = [dns, netbios].some((own) => own.toLowerCase() === name.slice(0, slash))
    return isOurs ? name.slice(slash + 1) : undefined
  }
  const at = name.lastIndexOf('@')
  if (at >= 0 && name.slice(at + 1) !== dns.toLowerCase()) return undefined
  const plain = at < 0 ? name : name.slice(0, at)
  return plain.includes('/') ? `spn:${plain}` : plain
}
