import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** As libfido2 calls them. */
export type KeyType = 'es256' | 'eddsa'

/** The members of `PublicKeyCredential.toJSON().response`. */
type Response = Readonly<Record<string, string>>

/**
 * libfido2's verifiers (Debian's fido2-tools), which share no code with the server's: a passkey with an attestation in
 * the format `packed`, made by somebody who was verified.
 *
 * @returns its public key, PEM.
 * @throws {Error} if libfido2 does not take it.
 */
export function takenByLibfido2(rpId: string, response: Response, type: KeyType): string {
  const { signature, certificate } = packedStatement(bytesOf(response, 'attestationObject'))
  const data = bytesOf(response, 'authenticatorData')
  const idLength = data.readUInt16BE(53)
  const lines = [
    clientDataHash(response),
    rpId,
    'packed',
    byteString(data),
    data.subarray(55, 55 + idLength).toString('base64'),
    signature.toString('base64'),
    certificate.toString('base64'),
  ]
  const said = execFileSync('fido2-cred', ['-V', '-v', type], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  })
  return said.slice(said.indexOf('-----BEGIN'))
}

export function assertionTakenByLibfido2(
  rpId: string,
  response: Response,
  key: { readonly type: KeyType; readonly pem: string },
): boolean {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-fido2-'))
  const keyFile = join(folder.path, 'key.pem')
  writeFileSync(keyFile, key.pem)
  const data = byteString(bytesOf(response, 'authenticatorData'))
  const lines = [clientDataHash(response), rpId, data, bytesOf(response, 'signature').toString('base64')]
  try {
    execFileSync('fido2-assert', ['-V', '-p', '-v', keyFile, key.type], {
      input: `${lines.join('\n')}\n`,
      stdio: 'pipe',
    })
    return true
  } catch {
    return false
  }
}

/**
 * `{ "alg": …, "sig": bytes, "x5c": [bytes] }` (WebAuthn L3, 8.2), found by its keys: CBOR is not read here, so that
 * this stays another opinion than the server's.
 */
function packedStatement(object: Buffer): { readonly signature: Buffer; readonly certificate: Buffer } {
  const after = (key: string) => object.indexOf(key) + key.length
  const [sig, x5c] = [after('sig'), after('x5c')]
  const signature = object.subarray(sig + 2, sig + 2 + object.readUInt8(sig + 1))
  const start = x5c + 4
  const certificate = object.subarray(start, start + object.readUInt16BE(x5c + 2))
  return { signature, certificate: new X509Certificate(certificate).raw }
}

const bytesOf = (response: Response, name: string) => Buffer.from(response[name] ?? '', 'base64url')
const clientDataHash = (response: Response) =>
  createHash('sha256').update(bytesOf(response, 'clientDataJSON')).digest('base64')

/** libfido2 takes authenticator data as CTAP2 sends it: a CBOR byte string (RFC 8949, 3.1, major type 2). */
function byteString(data: Buffer): string {
  const head = data.length < 256 ? [0x58, data.length] : [0x59, data.length >> 8, data.length & 0xff]
  return Buffer.concat([Buffer.from(head), data]).toString('base64')
}
