import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import {
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  type Signer,
  type VerifierKey,
} from '@keyturn/protocols/tlog'

/** @returns the key to pin. @throws {Error} if the file is there already. */
export async function makeKey(name: string, path: string): Promise<string> {
  const text = formatSignerKey(name, randomBytes(32))
  const signer = parseSignerKey(text)
  if (signer === undefined) throw new Error(`"${name}" is no name of a key`)
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(`${text}\n`)
  await file.sync()
  return formatVerifierKey(signer.key)
}

export async function readSigner(path: string): Promise<Signer> {
  const signer = parseSignerKey((await readFile(path, 'utf8')).trimEnd())
  if (signer === undefined) throw new Error(`${path} is not a key that "keyturn breached key" made`)
  return signer
}

/** @param text the key itself, as it is pinned. */
export function verifierOf(text: string): VerifierKey {
  const key = parseVerifierKey(text)
  if (key === undefined)
    throw new Error('--key is NAME+8 hexadecimal digits+base64, as "keyturn breached key" printed it')
  return key
}
