import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { Refused } from '../api/exchange.ts'
import type { ServerApi } from '../api/server-api.ts'
import type { Credential } from '../vpn/index.ts'

const tries = 3

/**
 * A certificate for this computer and this launch, for a key that is in our memory only. Asking again with the same key
 * after a lost answer gives the same one.
 *
 * @returns undefined when the server issues none, or was not reached.
 */
export async function requestCertificate(
  launch: string,
  api: Pick<ServerApi, 'call'>,
  signal: AbortSignal,
): Promise<Credential | undefined> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url')
  for (let left = tries; left > 0 && !signal.aborted; left--) {
    try {
      const { certificate } = await api.call('device.tunnel-certificate', { body: { launch, key }, signal })
      if (!new X509Certificate(certificate).checkPrivateKey(privateKey)) return undefined
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
      return { kind: 'certificate', certificate, key: pem }
    } catch (error) {
      if (error instanceof Refused) return undefined
    }
  }
  return undefined
}
