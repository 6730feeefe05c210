import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createFrameReader } from '@keyturn/protocols/kkdcp'
import { createProxy, type Proxy } from './proxy.ts'

export interface RelayConfig {
  /** Where Keyturn is: `https://reset.corp.example`. */
  readonly server: string
  /** PEM: only certificates of this authority are believed. */
  readonly ca: string
  readonly realm: string
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number
}

export interface Relay extends AsyncDisposable {
  readonly port: number
}

const address = '127.0.0.1'
/** A message must fit into one that the proxy takes, with what is put around it. */
const longestFrame = 127 * 1024
const limits = { connections: 64, idleMs: 10_000 }

/**
 * Listens on this computer alone until it is disposed of. When no answer comes from the proxy it closes the connection at
 * once: whoever asks knows then that no KDC is in reach, and answers from a cache.
 *
 * @throws {Error} if the port is taken.
 */
export async function openRelay(config: RelayConfig): Promise<Relay> {
  const proxy = createProxy(config)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, proxy)
  })
  server.maxConnections = limits.connections
  server.listen(config.port, address)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

/** One message after the other; the next is not read before this one is answered. */
function serve(socket: Socket, proxy: Proxy): void {
  const reader = createFrameReader(longestFrame)
  const gone = new AbortController()
  socket
    .setTimeout(limits.idleMs, () => socket.destroy())
    .on('error', () => socket.destroy())
    .on('close', () => gone.abort())
    .on('data', (piece) => {
      const read = reader.push(piece)
      if (!read.ok || read.frames.length > 1) return void socket.destroy()
      const [framed] = read.frames
      if (framed !== undefined) void pass(framed)
    })

  async function pass(framed: Uint8Array): Promise<void> {
    socket.pause()
    const answer = await proxy.ask(framed, gone.signal)
    if (answer === undefined) return void socket.destroy()
    socket.write(answer)
    socket.resume()
  }
}
