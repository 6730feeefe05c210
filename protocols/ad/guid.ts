/**
 * Where each byte of the text form comes from: MS-DTYP 2.3.4.2 keeps the first three groups little-endian and
 * the rest as it is written (2.3.4.3).
 */
const textOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/**
 * Reads the 16 bytes of `objectGUID` into `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case.
 *
 * @returns undefined if they are not 16.
 */
export function parseGuid(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined
  const hex = textOrder.map((from) => (bytes[from] ?? 0).toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The 16 bytes of `objectGUID`. @returns undefined if the text is not a GUID in lower case. */
export function guidBytes(guid: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid)) return undefined
  const written = guid.replaceAll('-', '').match(/../g) ?? []
  const bytes = new Uint8Array(16)
  written.forEach((hex, i) => (bytes[textOrder[i] ?? 0] = Number.parseInt(hex, 16)))
  return bytes
}

/** The alternative DN of MS-ADTS 3.1.1.3.1.2.4, which follows the object through renames and moves. */
export function guidDn(guid: string): string {
  return `<GUID=${guid}>`
}

/** The value of an LDAP filter (RFC 4515): `\01\23…`, one escape for each byte. undefined: not a GUID. */
export function guidInFilter(guid: string): string | undefined {
  const bytes = guidBytes(guid)
  return bytes && Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}
