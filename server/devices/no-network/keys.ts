import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto'
import { Fault, openSecretFile, type Random } from '#kernel'

/** RFC 8410 section 7: what comes before the 32 bytes of an X25519 key in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** What the server needs to answer challenges. */
export interface NoNetworkKeys {
  /** X25519: from it and a device's sealing key comes the secret that both have. */
  readonly agreement: KeyObject
  readonly atRest: AtRest
}

/**
 * Responses in the database: AES-256-GCM (NIST SP 800-38D), nonce ‖ ciphertext ‖ tag; the additional data says whose it
 * is. The key is safe for 2^32 responses.
 */
export interface AtRest {
  seal(response: string, boundTo: string): string
  /** @returns undefined if it was not sealed here for just that, or with a key that is gone. */
  open(sealed: string, boundTo: string): string | undefined
}

/**
 * One file of 32 random bytes, made at the first start, from which the keys are derived. Without it every device gets a
 * new agreement when it next has a network, and until then its challenges are unknown; so it belongs in the backup.
 *
 * @throws {Fault} `config.invalid` when others than its owner can read it, or when it was cut.
 */
export async function loadNoNetworkKeys(file: string, random: Random): Promise<NoNetworkKeys> {
  const master = await openSecretFile(file, () => random(keyBytes))
  if (master.length !== keyBytes) {
    throw new Fault('config.invalid', `${file} is not ${keyBytes} bytes: restore it from the backup`)
  }
  const keys = keysFrom(master, random)
  master.fill(0)
  return keys
}

export function keysFrom(master: Uint8Array, random: Random): NoNetworkKeys {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', master, Buffer.of(), `keyturn no-network ${use}/1`, keyBytes))
  const key = Buffer.concat([pkcs8, derive('agreement')])
  return {
    agreement: createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
    atRest: createAtRest(derive('at rest'), random),
  }
}

function createAtRest(key: Uint8Array, random: Random): AtRest {
  return {
    seal(response, boundTo) {
      const nonce = random(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo))
      const sealed = [nonce, cipher.update(response), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(sealed).toString('base64url')
    },
    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return undefined
      const nonce = bytes.subarray(0, nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(boundTo)).setAuthTag(bytes.subarray(-tagBytes))
      try {
        const plain = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
        return Buffer.concat([plain, decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
