import { Fault, openSecretFile, type Random } from '#kernel'
import { createSeal, type Seal } from './seal.ts'

const keyLength = 32
const comment =
  '# Keyturn seals TOTP seeds under the first key; the others only open. Without this file every app must be enrolled anew.\n'

/**
 * Reads the keys that seal secrets at rest, one base64url line each, the newest first. Makes the file at the first
 * start.
 *
 * @throws {Fault} `config.invalid` that names the file and what to do.
 */
export async function openKeyFile(
  path: string,
  random: Random,
): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const fresh = () => `${comment}${Buffer.from(random(keyLength)).toString('base64url')}\n`
  const text = (await openSecretFile(path, fresh)).toString('utf8')
  const [first, ...rest] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parseKey(line, path))
  if (first === undefined) throw new Fault('config.invalid', `${path} holds no key: restore it from a backup`)
  return [first, ...rest]
}

/**
 * What seals under the keys of this file, made at the first start.
 *
 * @throws {Fault} `config.invalid` that names the file and what to do.
 */
export async function openSeal(path: string, random: Random): Promise<Seal> {
  return createSeal(await openKeyFile(path, random), random)
}

function parseKey(line: string, path: string): Uint8Array {
  const key = Buffer.from(line, 'base64url')
  // Read, written again, compared: a line that was cut or mistyped is no key.
  if (key.length !== keyLength || key.toString('base64url') !== line) {
    throw new Fault('config.invalid', `${path} has a line that is not a key: restore it from a backup`)
  }
  return key
}
