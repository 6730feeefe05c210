import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** OpenVPN's management interface (management-notes.txt), as far as opening and closing need it. */
export interface Management extends AsyncDisposable {
  /**
   * Lets OpenVPN go on, and waits until it says that the tunnel is up. Answers once with the name and password.
   *
   * @returns false: it ended, `signal` fired, or it wants a password that there is not, or that was refused.
   */
  connected(signal: AbortSignal, password?: NameAndPassword): Promise<boolean>
  /** Tells it to end. */
  end(): void
}

interface NameAndPassword {
  readonly name: string
  readonly password: string
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
    async connected(signal, password) {
      try {
        if (peer === undefined) await once(server, 'connection', { signal })
        return peer !== undefined && (await isUp(peer, signal, password))
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

async function isUp(
  socket: Socket,
  signal: AbortSignal,
  password: NameAndPassword | undefined,
): Promise<boolean> {
  let left = password
  const lines = createInterface({ input: socket, signal })
  // It passes the socket's errors on, also after the loop: OpenVPN may be gone before it is told to end.
  lines.on('error', () => {})
  socket.write('state on\nhold release\n')
  for await (const line of lines) {
    // ">STATE:time,CONNECTED,SUCCESS,…": ERROR there means that a route or an address could not be set.
    const [, state, detail] = /^>STATE:\d+,(\w+),(\w*)/.exec(line) ?? []
    if (state === 'CONNECTED') return detail === 'SUCCESS'
    if (state === 'EXITING' || line.startsWith('>FATAL:')) return false
    if (!line.startsWith('>PASSWORD:')) continue
    // Anything but the first question: a wrong password, or one for something else.
    if (left === undefined || !line.startsWith(">PASSWORD:Need 'Auth'")) return false
    socket.write(`username "Auth" ${quoted(left.name)}\npassword "Auth" ${quoted(left.password)}\n`)
    left = undefined
  }
  return false
}

/** OpenVPN's lexer: within quotation marks a backslash escapes itself and the mark. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
