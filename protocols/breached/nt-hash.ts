import { createMD4 } from 'hash-wasm'

// OpenSSL 3 has MD4 in its legacy provider only, which Node does not load.
const md4 = await createMD4()

/** The NT hash (MS-NLMP 3.3.1, NTOWFv1): MD4 (RFC 1320) of the password in UTF-16LE; 16 bytes. */
export function ntHash(password: string): Uint8Array {
  const utf16 = Buffer.from(password, 'utf16le')
  const digest = md4.init().update(utf16).digest('binary')
  utf16.fill(0)
  // What was hashed stays in the library's own buffer until something as long is: so something is.
  md4.init().update(utf16).digest('binary')
  return digest
}
