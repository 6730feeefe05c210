import { link, mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault, type Random } from '#kernel'

const keyLength = 32
const comment =
  '# Keyturn seals TOTP seeds under the first key; the others only open. Without this file every app must be enrolled anew.\n'

/**
 * Reads the keys that seal secrets at rest, one base64url line each, the newest first. Makes the file at the first
 * start: 0600, and of several servers that start at once one makes it and all read it.
 *
 * @throws {Fault} `config.invalid` that names the file and what to do.
 */
export async function openKeyFile(
  path: string,
  random: Random,
): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const found = await readKeys(path)
  if (found !== undefined) return found
  await makeKeyFile(path, random)
  const made = await readKeys(path)
  if (made === undefined) throw new Fault('config.invalid', `${path} vanished while it was made`)
  return made
}

async function readKeys(path: string): Promise<readonly [Uint8Array, ...Uint8Array[]] | undefined> {
  const file = await openIfThere(path)
  if (file === undefined) return undefined
  await using opened = file
  const { mode } = await opened.stat()
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Fault('config.invalid', `others can read ${path}, which seals secrets: chmod 600 ${path}`)
  }
  const lines = (await opened.readFile('utf8')).split('\n').map((line) => line.trim())
  const [first, ...rest] = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parseKey(line, path))
  if (first === undefined) throw new Fault('config.invalid', `${path} holds no key: restore it from a backup`)
  return [first, ...rest]
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new Fault('config.invalid', `cannot read ${path}, which seals secrets`, { cause })
  }
}

function parseKey(line: string, path: string): Uint8Array {
  const key = Buffer.from(line, 'base64url')
  // Read, written again, compared: a line that was cut or mistyped is no key.
  if (key.length !== keyLength || key.toString('base64url') !== line) {
    throw new Fault('config.invalid', `${path} has a line that is not a key: restore it from a backup`)
  }
  return key
}

/** Whole or not at all, also after a power loss: a seed that is sealed under a lost key is lost. */
async function makeKeyFile(path: string, random: Random): Promise<void> {
  const folder = dirname(path)
  const draft = `${path}.${Buffer.from(random(8)).toString('hex')}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(`${comment}${Buffer.from(random(keyLength)).toString('base64url')}\n`)
    await file.sync()
    await linkUnlessThere(draft, path)
    await using entry = await open(folder, 'r')
    await entry.sync()
  } catch (cause) {
    throw new Fault('config.invalid', `cannot make ${path}, which seals secrets`, { cause })
  } finally {
    await rm(draft, { force: true })
  }
}

async function linkUnlessThere(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
}
