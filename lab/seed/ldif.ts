export type Attributes = Readonly<Record<string, string | Uint8Array | readonly string[]>>

/** LDIF (RFC 2849) that adds an entry. Empty values are left out. */
export function addition(dn: string, attributes: Attributes): string {
  const lines = Object.entries(attributes).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value as string | Uint8Array])
      .filter((one) => one.length > 0)
      .map((one) => line(name, one)),
  )
  return [line('dn', dn), ...lines, '', ''].join('\n')
}

/** LDIF that changes an entry: `add` or `replace` of each attribute. */
export function modification(dn: string, how: 'add' | 'replace', attributes: Attributes): string {
  const changes = Object.entries(attributes).flatMap(([name, value]) => [
    `${how}: ${name}`,
    ...(Array.isArray(value) ? (value as readonly string[]) : [value as string | Uint8Array]).map((one) =>
      line(name, one),
    ),
    '-',
  ])
  return [line('dn', dn), 'changetype: modify', ...changes, '', ''].join('\n')
}

/** Only values that RFC 2849 calls SAFE-STRING are written as they are. */
function line(name: string, value: string | Uint8Array): string {
  if (
    typeof value === 'string' &&
    /^[!-9;=-~][ -~]*$/.test(value) &&
    !value.endsWith(' ') &&
    value[0] !== '<'
  )
    return `${name}: ${value}`
  return `${name}:: ${Buffer.from(value).toString('base64')}`
}

/** One attribute value inside a DN (RFC 4514, section 2.4). */
export function escapeRdn(value: string): string {
  return value
    .replaceAll(/[\\,+"<>;=]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
}

/** The form `clearTextPassword` and `unicodePwd` want; the latter in quotation marks ([MS-ADTS] 3.1.1.3.1.5). */
export function utf16(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le')
}

/** 100-nanosecond steps since 1601 ([MS-DTYP] FILETIME). */
export function filetime(date: Date): string {
  return String((BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n)
}
