import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from './fault.ts'

/**
 * Reads a file that holds a secret of this server; undefined if there is none.
 *
 * @throws {Fault} `config.invalid`, with what to do, when others than its owner can read it or we cannot.
 */
export async function readSecretFile(path: string): Promise<Buffer | undefined> {
  const file = await openIfThere(path)
  if (file === undefined) return undefined
  await using opened = file
  const { mode } = await opened.stat()
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Fault(
      'config.invalid',
      `others than its owner can read ${path}, which holds a secret: chmod 600 ${path}`,
    )
  }
  return await opened.readFile()
}

/**
 * Reads it, or makes it at the first start: 0600, whole or not at all also after a power loss, and of several servers
 * that start at once one makes it and all read the same.
 */
export async function openSecretFile(path: string, make: () => string | Uint8Array): Promise<Buffer> {
  const found = await readSecretFile(path)
  if (found !== undefined) return found
  await writeSecretFile(path, make())
  const made = await readSecretFile(path)
  if (made === undefined) throw new Fault('config.invalid', `${path} vanished while it was made`)
  return made
}

/** Never over one that is there: then that one stays. */
export async function writeSecretFile(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path)
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(content)
    await file.sync()
    await linkUnlessThere(draft, path)
    await using entry = await open(folder, 'r')
    await entry.sync()
  } catch (cause) {
    throw new Fault('config.invalid', `cannot make ${path}, which is to hold a secret`, { cause })
  } finally {
    await rm(draft, { force: true })
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new Fault('config.invalid', `cannot read ${path}, which holds a secret`, { cause })
  }
}

async function linkUnlessThere(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
}
