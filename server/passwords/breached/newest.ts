import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The time of the newest list that was in use here, kept over restarts: what is older is a step back. */
export interface Newest {
  /** Empty before there was one. */
  read(): Promise<string>
  /** Durable when it returns. */
  write(built: string): Promise<void>
}

/** @param path a file of one line. */
export function createNewest(path: string): Newest {
  return {
    async read() {
      try {
        return (await readFile(path, 'utf8')).trimEnd()
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
        throw error
      }
    },
    async write(built) {
      const fresh = `${path}.new`
      await using file = await open(fresh, 'w', 0o600)
      await file.writeFile(`${built}\n`)
      await file.sync()
      await rename(fresh, path)
      await using folder = await open(dirname(path), 'r')
      await folder.sync()
    },
  }
}
