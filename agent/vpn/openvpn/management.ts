import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** OpenVPN's management interface (management-notes.txt), as far as opening and closing need it. */
export interface Management extends AsyncDisposable {
  /** Lets OpenVPN go on, and waits until it says that the tunnel is up; false: it ended, or `signal` fired. */
  connected(signal: AbortSignal): Promise<boolean>
  /** Tells it to end. */
  end(): void
}

/** Listens on a Unix socket for the OpenVPN that is started next. When we go away, however, it gets a SIGTERM. */
export async function awaitManagement(path: string): Promise<Management> {
  await rm(path, { force: true })
  const server = createServer()
  let peer: Socket | undefined
  server.on('connection', (socket) => {
    // Only the first: whatever else finds the socket has no business here.
    if (peer !== undefined) return void socket.destroy()
    peer = socket
    socket.on('error', () => {})
  })
  server.listen(path)
  await once(server, 'listening')

  return {
    async connected(signal) {
      try {
        if (peer === undefined) await once(server, 'connection', { signal })
        return peer !== undefined && (await isUp(peer, signal))
      } catch {
        return false
      }
    },
    end: () => void peer?.end('signal SIGTERM\n'),
    async [Symbol.asyncDispose]() {
      peer?.destroy()
      server.close()
      await rm(path, { force: true })
    },
  }
}

async function isUp(socket: Socket, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: socket, signal })
  socket.write('state on\nhold release\n')
  for await (const line of lines) {
    // ">STATE:time,CONNECTED,SUCCESS,…": ERROR there means that a route or an address could not be set.
    const [, state, detail] = /^>STATE:\d+,(\w+),(\w*)/.exec(line) ?? []
    if (state === 'CONNECTED') return detail === 'SUCCESS'
    if (state === 'EXITING' || line.startsWith('>FATAL:') || line.startsWith('>PASSWORD:')) return false
  }
  return false
}
