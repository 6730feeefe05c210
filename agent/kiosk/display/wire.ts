import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Cookie } from './cookie.ts'

/**
 * As much of the X Window System Protocol (X.Org, version 11, release 7.7) as a kiosk needs of its own server: requests,
 * one after the other, and their answers. Little-endian. It leaves out: drawing, extensions' events, servers of others.
 */
export interface Wire extends Disposable {
  readonly root: number
  readonly size: { readonly width: number; readonly height: number }
  readonly keycodes: { readonly first: number; readonly last: number }
  /** Which connection made this resource: what is not its own part of the id. */
  clientOf(resource: number): number
  /** `body` starts behind the length. @returns the answer, 32 bytes and more. @throws when the server refuses or is gone. */
  ask(opcode: number, data: number, body: Buffer): Promise<Buffer>
  /** A request that has no answer. */
  tell(opcode: number, data: number, body: Buffer): void
  /** Hears the keycode of each key that is grabbed. */
  onKey: (keycode: number) => void
  readonly closed: AbortSignal
}

const keyPress = 2
const errorLength = 32

/** @throws {Error} when the server lets nobody in with this cookie. */
export async function openWire(path: string, { name, value }: Cookie): Promise<Wire> {
  const socket = connect(path)
  await once(socket, 'connect')
  const closed = new AbortController()
  socket.on('error', () => socket.destroy()).on('close', () => closed.abort())
  const incoming = createIncoming(socket)
  socket.write(hello(name, value))
  const prefix = await incoming.take(8)
  const rest = await incoming.take(prefix.readUInt16LE(6) * 4)
  if (prefix[0] !== 1) {
    socket.destroy()
    throw new Error(`the X server refuses us: ${rest.toString('latin1', 0, prefix[1])}`)
  }
  const wire = speak(socket, closed.signal, setupOf(rest))
  void listen(incoming, (message) => wire.hear(message))
  return wire
}

function hello(name: string, value: Buffer): Buffer {
  const head = Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt16LE(name.length, 6)
  head.writeUInt16LE(value.length, 8)
  return Buffer.concat([head, padded(Buffer.from(name)), padded(value)])
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
}

type Setup = Pick<Wire, 'root' | 'size' | 'keycodes' | 'clientOf'>

/** What the server says of itself, behind the first eight bytes of it: its first screen, and its keys. */
function setupOf(setup: Buffer): Setup {
  const vendor = setup.readUInt16LE(16)
  const ownPart = setup.readUInt32LE(8)
  const screen = 32 + vendor + (-vendor & 3) + setup.readUInt8(21) * 8
  return {
    root: setup.readUInt32LE(screen),
    size: { width: setup.readUInt16LE(screen + 20), height: setup.readUInt16LE(screen + 22) },
    keycodes: { first: setup.readUInt8(26), last: setup.readUInt8(27) },
    clientOf: (resource) => (resource & ~ownPart) >>> 0,
  }
}

interface Waiting {
  readonly resolve: (answer: Buffer) => void
  readonly reject: (error: Error) => void
}

function speak(socket: Socket, closed: AbortSignal, setup: Setup) {
  const waiting = new Map<number, Waiting>()
  let sequence = 0
  const send = (opcode: number, data: number, body: Buffer) => {
    const head = Buffer.from([opcode, data, 0, 0])
    const request = Buffer.concat([head, padded(body)])
    request.writeUInt16LE(request.length / 4, 2)
    socket.write(request)
    sequence = (sequence + 1) & 0xffff
  }
  closed.addEventListener('abort', () => {
    for (const one of waiting.values()) one.reject(new Error('the X server is gone'))
  })
  const wire: Wire & { hear(message: Buffer): void } = {
    ...setup,
    closed,
    onKey: () => undefined,
    tell: send,
    ask(opcode, data, body) {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
      if (closed.aborted) reject(new Error('the X server is gone'))
      else {
        send(opcode, data, body)
        waiting.set(sequence, { resolve, reject })
      }
      return promise
    },
    hear(message) {
      const [kind = 0, detail = 0] = message
      if (kind > 1) {
        if ((kind & 0x7f) === keyPress) wire.onKey(detail)
        return
      }
      const of = message.readUInt16LE(2)
      const one = waiting.get(of)
      waiting.delete(of)
      if (kind === 1) one?.resolve(message)
      else one?.reject(new Error(`the X server answers with error ${detail}`))
    },
    [Symbol.dispose]: () => void socket.destroy(),
  }
  return wire
}

/** Message by message, until the server is gone. */
async function listen(incoming: Incoming, hear: (message: Buffer) => void): Promise<void> {
  try {
    for (;;) {
      const head = await incoming.take(errorLength)
      const more = head[0] === 1 ? head.readUInt32LE(4) * 4 : 0
      hear(more === 0 ? head : Buffer.concat([head, await incoming.take(more)]))
    }
  } catch {
    // It is gone, and whoever waits for an answer is told by the socket.
  }
}

interface Incoming {
  take(bytes: number): Promise<Buffer>
}

function createIncoming(socket: Socket): Incoming {
  const pieces = socket[Symbol.asyncIterator]()
  let held = Buffer.alloc(0)
  return {
    async take(bytes) {
      while (held.length < bytes) {
        const { value, done } = await pieces.next()
        if (done === true) throw new Error('the X server is gone')
        held = Buffer.concat([held, value as Buffer])
      }
      const taken = held.subarray(0, bytes)
      held = held.subarray(bytes)
      return taken
    },
  }
}
