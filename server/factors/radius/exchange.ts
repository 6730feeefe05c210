import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAnswer, type Answer, type AnswerRefusal } from '@keyturn/protocols/radius'
import type { Log } from '#kernel'

export interface AskedServer {
  /** `host:port` */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly sharedSecret: Uint8Array
}

export type Ignored = AnswerRefusal | 'other-sender'

export interface ExchangeOptions {
  readonly triesPerServer: number
  readonly retryAfterMs: number
  readonly signal: AbortSignal
  readonly ignore: (why: Ignored) => void
  readonly log: Pick<Log, 'warn'>
}

interface Request {
  readonly identifier: number
  readonly authenticator: Uint8Array
  readonly datagram: Uint8Array
}

/**
 * One request to one server, from a port of its own: a stranger has to guess it, and answers to other requests
 * never meet this one. It is sent again unchanged (RFC 2865 2.5), so that a server that was only slow knows it again
 * and does not use up a one-time code twice.
 *
 * @returns undefined when no answer to be believed came.
 */
export async function askServer(
  server: AskedServer,
  request: Request,
  options: ExchangeOptions,
): Promise<Answer | undefined> {
  const ignored = new Set<Ignored>()
  try {
    const { address, family } = await withAbort(lookup(server.host), options.signal)
    using socket = disposable(createSocket(family === 6 ? 'udp6' : 'udp4'))
    socket.bind()
    await once(socket, 'listening', { signal: options.signal })
    const answered = answerFrom(socket, { ...server, host: address }, request, (why) => {
      ignored.add(why)
      options.ignore(why)
    })
    return await sendUntil(answered, socket, { ...server, host: address }, request, options)
  } catch (cause) {
    // Running out of time is told by whoever set the limit.
    if (!options.signal.aborted) {
      options.log.warn({ server: server.name, err: cause }, 'a RADIUS server cannot be asked')
    }
    return undefined
  } finally {
    if (ignored.size > 0) {
      const why = [...ignored]
      options.log.warn({ server: server.name, why }, 'RADIUS answers came that are not to be believed')
    }
  }
}

type Disposed = Socket & Disposable
const disposable = (socket: Socket): Disposed =>
  Object.assign(socket, { [Symbol.dispose]: () => void socket.close() })

function answerFrom(
  socket: Socket,
  { host, port, sharedSecret }: AskedServer,
  request: Request,
  ignore: (why: Ignored) => void,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  socket.on('error', reject)
  socket.on('message', (datagram: Buffer, sender: RemoteInfo) => {
    if (sender.address !== host || sender.port !== port) return ignore('other-sender')
    const parsed = parseAnswer(datagram, request, sharedSecret)
    if (parsed.ok) resolve(parsed.answer)
    else ignore(parsed.why)
  })
  return promise
}

async function sendUntil(
  answered: Promise<Answer>,
  socket: Socket,
  { host, port }: AskedServer,
  { datagram }: Request,
  { triesPerServer, retryAfterMs, signal }: ExchangeOptions,
): Promise<Answer | undefined> {
  for (let tries = 0; tries < triesPerServer; tries++) {
    socket.send(datagram, port, host)
    const pause = new AbortController()
    try {
      const paused = sleep(retryAfterMs, undefined, { signal: pause.signal })
      const answer = await withAbort(Promise.race([answered, paused]), signal)
      if (answer !== undefined) return answer
    } finally {
      pause.abort()
    }
  }
  return undefined
}

async function withAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
