import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SignJWT } from 'jose'
import { Fault, readSecretFile, type Clock, type Random } from '#kernel'

/** With what this server proves to be the app. Exactly one of them. */
export type CredentialFiles =
  /** PEM; an RSA key, as PS256 wants it. */
  { readonly certificateFile: string; readonly keyFile: string } | { readonly secretFile: string }

export interface Credential {
  /** What of a token request proves who asks; for this token endpoint, once. */
  fields(tokenEndpoint: string): Promise<Readonly<Record<string, string>>>
  /** null: a secret, of which only Entra ID knows when it ends. */
  readonly certificateEnds: Date | null
}

/** As short as Microsoft advises, and clocks may differ by as much again. */
const assertionSeconds = 300

/**
 * @throws {Fault} `config.invalid` for files that cannot be read, that others can read, or that do not belong
 *   together.
 */
export async function openCredential(
  clientId: string,
  files: CredentialFiles,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<Credential> {
  if ('secretFile' in files) {
    const secret = (await mustRead(files.secretFile)).trimEnd()
    return { certificateEnds: null, fields: async () => ({ client_secret: secret }) }
  }
  const { certificate, key } = await readPair(files)
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
  return {
    certificateEnds: certificate.validToDate,
    /** RFC 7523 2.2 and 3; header and claims as "Certificate credentials" of Microsoft's identity platform has them. */
    async fields(tokenEndpoint) {
      const now = Math.floor(clock().getTime() / 1_000)
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(tokenEndpoint)
        .setJti(Buffer.from(random(16)).toString('hex'))
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + assertionSeconds)
        .sign(key)
      return {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }
    },
  }
}

async function readPair(files: { readonly certificateFile: string; readonly keyFile: string }) {
  const pem = await mustRead(files.keyFile)
  const { certificate, key } = await parsePair(files, pem)
  if (key.asymmetricKeyType !== 'rsa') {
    throw new Fault('config.invalid', `${files.keyFile} is no RSA key, which Entra ID wants of an app`)
  }
  if (!certificate.checkPrivateKey(key)) {
    throw new Fault('config.invalid', `${files.keyFile} is not the key of ${files.certificateFile}`)
  }
  return { certificate, key }
}

/** The cause is left out: what a parser says of a key may quote it. */
async function parsePair({ certificateFile, keyFile }: Parameters<typeof readPair>[0], pem: string) {
  try {
    return { certificate: new X509Certificate(await readFile(certificateFile)), key: createPrivateKey(pem) }
  } catch {
    throw new Fault(
      'config.invalid',
      `${certificateFile} and ${keyFile} are to be a certificate and its key, PEM`,
    )
  }
}

async function mustRead(path: string): Promise<string> {
  const bytes = await readSecretFile(path)
  if (bytes === undefined)
    throw new Fault('config.invalid', `${path} is to hold what this app proves itself with`)
  return bytes.toString('utf8')
}
