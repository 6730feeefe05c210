import { createPrivateKey, type KeyObject } from 'node:crypto'
import { Fault, openSecretFile, type Random } from '#kernel'

/** RFC 8410 section 7: what comes before the 32 bytes of an Ed25519 seed in a PKCS #8 key. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The server's key for statements, an Ed25519 key in PEM, made at the first start. Its public half is what devices
 * pin when they enrol: with another key every device has to enrol again, so it belongs in the backup. Servers of one
 * cluster have the same file.
 *
 * @throws {Fault} `config.invalid` when others than its owner can read it, or when it is no such key.
 */
export async function loadSigningKey(file: string, random: Random): Promise<KeyObject> {
  const pem = await openSecretFile(file, () => newKey(random))
  const key = parse(pem)
  pem.fill(0)
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new Fault('config.invalid', `${file} is not an Ed25519 key: restore it from the backup`)
  }
  return key
}

function parse(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}

function newKey(random: Random): string {
  const der = Buffer.concat([pkcs8, random(32)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key.export({ format: 'pem', type: 'pkcs8' }).toString()
}
