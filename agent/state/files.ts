import { open, rename } from 'node:fs/promises'
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

/** Makes a file that was not there. @returns false if it was: of two at once, one gets it. */
export async function createFile(path: string, text: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600)
    await handle.writeFile(text)
    await handle.sync()
    await handle.close()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
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
