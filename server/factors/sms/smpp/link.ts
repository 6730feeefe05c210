import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { command, createPduReader, encodePdu, statusName, type Pdu } from '@keyturn/protocols/smpp'
import type { Log } from '#kernel'

export interface LinkOptions {
  readonly host: string
  readonly port: number
  /** undefined: no TLS. */
  readonly tls: { readonly ca: Buffer | undefined; readonly servername: string } | undefined
  readonly bind: Request
  readonly connectMs: number
  readonly enquireMs: number
  readonly log: Pick<Log, 'warn' | 'info'>
}

type Request = Pick<Pdu, 'command' | 'status' | 'body'>

/** `unanswered`: the connection or the time ended before an answer came; it may have been heard. */
export type Asked = Pdu | 'unanswered' | 'not-sent'

/** A bound connection. It ends by itself when the other side is silent or speaks nonsense. */
export interface Link extends AsyncDisposable {
  ask(request: Request, signal: AbortSignal): Promise<Asked>
}

/**
 * Connects and binds.
 *
 * @throws {Error} when that fails; the message names the centre's reason and no secret.
 */
export async function openLink(options: LinkOptions, onEnd: () => void): Promise<Link> {
  const { enquireMs, log } = options
  const signal = AbortSignal.timeout(options.connectMs)
  const socket = await connect(options, signal)
  const talk = createTalk(socket)
  const answer = await talk.ask(options.bind, signal)
  const isIn =
    typeof answer === 'object' && answer.command === command.bindTransmitterAnswer && answer.status === 0
  // It may have let us in and hung up.
  if (!isIn || socket.destroyed) {
    socket.destroy()
    const why = typeof answer === 'object' ? statusName(answer.status) : answer
    throw new Error(`the SMS centre does not let us in: ${why}`)
  }

  const enquire = async () => {
    const request = { command: command.enquireLink, status: 0, body: Buffer.of() }
    const heard = await talk.ask(request, AbortSignal.timeout(enquireMs))
    if (typeof heard === 'object' || socket.destroyed) return
    log.warn({}, 'the SMS centre is silent: the connection is given up')
    socket.destroy()
  }
  const timer = setInterval(() => void enquire(), enquireMs)
  socket.once('close', () => {
    clearInterval(timer)
    log.info({}, 'the connection to the SMS centre has ended')
    onEnd()
  })

  return {
    ask: (request, until) => talk.ask(request, until),
    async [Symbol.asyncDispose]() {
      const unbind = { command: command.unbind, status: 0, body: Buffer.of() }
      if (!socket.destroyed) await talk.ask(unbind, AbortSignal.timeout(500))
      if (socket.destroyed) return
      const closed = once(socket, 'close')
      socket.destroy()
      await closed
    },
  }
}

async function connect({ host, port, tls }: LinkOptions, signal: AbortSignal): Promise<Socket> {
  const socket =
    tls === undefined
      ? connectPlain({ host, port })
      : connectTls({
          host,
          port,
          servername: tls.servername,
          minVersion: 'TLSv1.2',
          ...(tls.ca !== undefined && { ca: tls.ca }),
        })
  try {
    await once(socket, tls === undefined ? 'connect' : 'secureConnect', { signal })
  } catch (error) {
    // Also one that comes late.
    socket.on('error', () => undefined)
    socket.destroy()
    throw error
  }
  socket.setNoDelay(true)
  return socket
}

/** Questions and answers over one connection, told apart by their numbers. */
function createTalk(socket: Socket) {
  const reader = createPduReader()
  const waiting = new Map<number, (answer: Asked) => void>()
  let last = 0

  const end = () => {
    for (const answered of waiting.values()) answered('unanswered')
    waiting.clear()
  }
  socket.on('error', () => socket.destroy())
  socket.on('close', end)
  socket.on('end', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    const read = reader.push(bytes)
    if (!read.ok) return void socket.destroy()
    for (const pdu of read.pdus) take(pdu)
  })

  function take(pdu: Pdu): void {
    if (pdu.command >= command.genericNack) {
      waiting.get(pdu.sequence)?.(pdu)
      waiting.delete(pdu.sequence)
    } else if (pdu.command === command.enquireLink || pdu.command === command.unbind) {
      const { sequence } = pdu
      socket.write(encodePdu({ command: answerTo(pdu.command), status: 0, sequence, body: Buffer.of() }))
      if (pdu.command === command.unbind) socket.end()
    } else {
      const { sequence } = pdu
      // ESME_RINVCMDID: we are no receiver.
      socket.write(encodePdu({ command: command.genericNack, status: 3, sequence, body: Buffer.of() }))
    }
  }

  return {
    ask(request: Request, signal: AbortSignal): Promise<Asked> {
      if (signal.aborted || socket.destroyed || !socket.writable) return Promise.resolve('not-sent')
      last = last >= 0x7fff_ffff ? 1 : last + 1
      const sequence = last
      const { promise, resolve } = Promise.withResolvers<Asked>()
      const give = () => {
        waiting.delete(sequence)
        resolve('unanswered')
      }
      signal.addEventListener('abort', give, { once: true })
      waiting.set(sequence, (answer) => {
        signal.removeEventListener('abort', give)
        resolve(answer)
      })
      socket.write(encodePdu({ ...request, sequence }))
      return promise
    },
  }
}

/** 5.1.2.1: an answer is its question with the highest bit set. */
const answerTo = (asked: number) => asked + 0x8000_0000
