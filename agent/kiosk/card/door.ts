import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { CardSettings } from './settings.ts'

/** The proxy of a kiosk's browser, on this computer: it leads to where cards are shown, and nowhere else. */
export interface Door extends AsyncDisposable {
  readonly port: number
  /** Since the browser last asked for the card's address; Infinity: not yet. */
  sinceAskedMs(): number
}

/** What one kiosk has for cards. */
export interface CardUse {
  readonly settings: CardSettings
  readonly door: Pick<Door, 'port' | 'sinceAskedMs'>
}

const mostAtOnce = 16
/** As long as a card may take to sign. */
const silenceMs = 60_000

/**
 * HTTP's CONNECT (RFC 9110, 9.3.6) to one host and port. What goes through is TLS between browser and server.
 *
 * Whoever has an account on this computer can ask here as well; he gets what he can reach without it.
 */
export async function openDoor(url: URL): Promise<Door> {
  const [host, port] = [url.hostname.replaceAll(/[[\]]/g, ''), Number(url.port || 443)]
  const target = `${url.hostname}:${port}`
  const open = new Set<Socket>()
  let askedAt = -Infinity
  const server = createServer((_, response) => void response.writeHead(403).end())
  server.on('connect', (request, near: Socket) => {
    near.on('error', () => near.destroy())
    if (request.url !== target || open.size >= mostAtOnce) {
      near.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    askedAt = performance.now()
    open.add(near)
    near.on('close', () => open.delete(near))
    void lead(near, connect({ host, port }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    sinceAskedMs: () => performance.now() - askedAt,
    async [Symbol.asyncDispose]() {
      for (const near of open) near.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function lead(near: Socket, far: Socket): Promise<void> {
  near.on('close', () => far.destroy())
  try {
    far.setTimeout(silenceMs, () => far.destroy())
    await once(far, 'connect')
    near.write('HTTP/1.1 200 OK\r\n\r\n')
    await Promise.all([pipeline(near, far), pipeline(far, near)])
  } catch {
    // The browser tells her that the address does not answer.
    near.destroy()
    far.destroy()
  }
}
