/** What a person may type to say who she is, by its form. Whether it exists is a question for a DC. */
export type Identifier =
  | { readonly form: 'sAMAccountName'; readonly name: string }
  /** `DOMAIN\name`: `domain` is the NetBIOS or the DNS name as it was typed. */
  | { readonly form: 'down-level'; readonly domain: string; readonly name: string }
  /** `name@suffix`: a userPrincipalName, an implicit UPN (MS-ADTS 5.1.1.1.1) or a mail address. */
  | { readonly form: 'address'; readonly address: string; readonly name: string; readonly suffix: string }

/**
 * Tells the form of an identifier. It leaves nothing out and escapes nothing: a name full of LDAP metacharacters
 * is a name.
 *
 * @returns undefined for what can't name anybody: empty parts, control characters, two backslashes.
 */
export function parseIdentifier(typed: string): Identifier | undefined {
  const text = typed.trim().normalize('NFC')
  if (text === '' || /[\p{Cc}\p{Cs}]/u.test(text)) return undefined
  const parts = text.split('\\')
  const [first = '', second] = parts
  if (second !== undefined) {
    const complete = parts.length === 2 && first !== '' && second !== ''
    return complete ? { form: 'down-level', domain: first, name: second } : undefined
  }
  // The last at sign: the part before may hold others (RFC 5321 quotes them, AD does not care).
  const at = text.lastIndexOf('@')
  if (at === -1) return { form: 'sAMAccountName', name: text }
  const [name, suffix] = [text.slice(0, at), text.slice(at + 1)]
  return name === '' || suffix === '' ? undefined : { form: 'address', address: text, name, suffix }
}
