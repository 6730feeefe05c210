import { randomBytes } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces a file as a whole; after a power loss it is the old one or the new one. */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  const part = `${path}.new`
  const handle = await open(part, 'w', mode)
  await handle.writeFile(text)
  await handle.chmod(mode)
  await handle.sync()
  await handle.close()
  await rename(part, path)
  await syncFolder(dirname(path))
}

/** Makes a file that was not there, whole or not at all. @returns false if it was: of two at once, one gets it. */
export async function createFile(path: string, text: string): Promise<boolean> {
  const part = `${path}.${randomBytes(6).toString('hex')}.new`
  const handle = await open(part, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
    await link(part, path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await handle.close()
    await rm(part)
  }
  await syncFolder(dirname(path))
  return true
}

/** A new name is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  await folder.sync()
  await folder.close()
}
