import { each, inside, tag, whole, oid, text } from '../der/index.ts'

/** What Windows calls the attributes of a name (CertNameToStr with CERT_X500_NAME_STR). */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'S'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'T'],
  ['2.5.4.42', 'G'],
  ['2.5.4.43', 'I'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'E'],
])

/**
 * A name as `altSecurityIdentities` has it: in the order of the certificate, which is the reverse of how it is shown,
 * `DC=com,DC=contoso,CN=CONTOSO-DC-CA` (KB5014754).
 */
export function windowsName(name: Uint8Array): string {
  return each(whole(name, tag.sequence), (rdn) =>
    each(whole(rdn.raw, tag.set), (attribute) => {
      const parts = inside(whole(attribute.raw, tag.sequence))
      const type = oid(parts.take(tag.oid))
      const value = text(parts.any())
      parts.end()
      return `${shortNames.get(type) ?? `OID.${type}`}=${quoted(value)}`
    }).join(' + '),
  ).join(',')
}

/** As CertNameToStr does for values with a character that could be syntax. */
function quoted(value: string): string {
  const isPlain = value !== '' && !/[,+="\r\n<>#;]|^\s|\s$/.test(value)
  return isPlain ? value : `"${value.replaceAll('"', '""')}"`
}
