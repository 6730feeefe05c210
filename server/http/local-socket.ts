import { chmod, mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Fault } from '#kernel'

/**
 * Listens on a Unix socket that only our own account can open: at no moment does it exist with wider
 * permissions. One that a killed server left is replaced, one that somebody answers on is not.
 *
 * @returns what removes it.
 * @throws {Fault} `config.invalid` when another server has it.
 */
export async function listenLocally(app: FastifyInstance, path: string): Promise<() => Promise<void>> {
  if (await isAnswered(path)) {
    throw new Fault(
      'config.invalid',
      `another server answers on ${path}: stop it, or give this one its own directory`,
    )
  }
  // A new folder is 0700, so nobody gets at the socket between bind and chmod.
  const folder = await mkdtemp(join(dirname(path), '.s'))
  const fresh = join(folder, 's')
  try {
    await app.listen({ path: fresh })
    await chmod(fresh, 0o600)
    await rename(fresh, path)
  } finally {
    await rmdir(folder).catch(() => {})
  }
  return () => rm(path, { force: true })
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    const say = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => say(true)).once('error', () => say(false))
  })
}
