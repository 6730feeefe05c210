import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Makes sure that one agent works at a time on this computer: a second one would close the tunnel of the first as left
 * over. The name is in Linux's abstract socket namespace, so it is free again when its owner dies, however.
 *
 * @throws {Error} if another one is at work.
 */
export async function beTheOnlyOne(): Promise<AsyncDisposable> {
  const server = createServer()
  try {
    server.listen('\0keyturn-agent')
    await once(server, 'listening')
  } catch (cause) {
    throw new Error('another keyturn-agent is at work on this computer: wait for it to end', { cause })
  }
  return server
}
