import { createPrivateKey, type KeyObject } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { Fault, type Random } from '#kernel'

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
  if (!(await exists(file))) await make(file, random)
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0) {
    throw new Fault('config.invalid', `${file} can be read by others than its owner: chmod 600 ${file}`)
  }
  const key = await read(file)
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new Fault('config.invalid', `${file} is not an Ed25519 key: restore it from the backup`)
  }
  return key
}

async function read(file: string): Promise<KeyObject | undefined> {
  const pem = await readFile(file)
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  } finally {
    pem.fill(0)
  }
}

/** Whole or not at all, and never over one that another server made meanwhile. */
async function make(file: string, random: Random): Promise<void> {
  const der = Buffer.concat([pkcs8, random(32)])
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  })
  der.fill(0)
  const part = `${file}.${Buffer.from(random(6)).toString('hex')}`
  const handle = await open(part, 'wx', 0o600)
  await handle.writeFile(pem)
  await handle.sync()
  await handle.close()
  try {
    await link(part, file)
  } catch (error) {
    if (!(await exists(file))) throw error
  } finally {
    await rm(part)
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
