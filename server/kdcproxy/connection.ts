import { connect, type LookupFunction } from 'node:net'
import { createFrameReader, isAnswerTo } from '@keyturn/protocols/kkdcp'

export interface Kdc {
  readonly host: string
  readonly port: number
  readonly lookup: LookupFunction
}

export type Exchanged =
  | { readonly ok: true; readonly answer: Uint8Array }
  /** `wasSent`: the KDC may have acted. `isLost`: the connection ended, and not a byte of an answer had come. */
  | { readonly ok: false; readonly wasSent: boolean; readonly isLost: boolean; readonly why: string }

/** A connection to a KDC: messages one after the other, each with its answer before the next (RFC 4120 7.2.2). */
export interface Connection {
  /** One at a time. Whoever stops waiting takes the connection with him, so that nobody else gets his answer. */
  ask(framed: Uint8Array, signal: AbortSignal): Promise<Exchanged>
  /** It stands, nobody waits for an answer, and none came that nobody waits for. */
  readonly isFree: boolean
  readonly asked: number
  close(): void
}

const connectMs = 2_000
const answerMs = 5_000
/** Without a message. The messages of a log-on come within a second. */
const idleMs = 3_000
/** Tickets with long lists of groups; Windows holds them to 48 KiB (MaxTokenSize). */
const longestAnswer = 256 * 1024

export function openConnection(to: Kdc): Connection {
  const socket = connect({ ...to, noDelay: true, timeout: connectMs })
  const reader = createFrameReader(longestAnswer)
  let waiting: { readonly framed: Uint8Array; readonly settle: (got: Exchanged) => void } | undefined
  let isConnected = false
  let isOver = false
  let asked = 0

  function end(why: string, isLost = false): void {
    isOver = true
    socket.destroy()
    waiting?.settle({ ok: false, wasSent: isConnected, isLost: isLost && !reader.isWaiting, why })
    waiting = undefined
  }

  function hear(piece: Uint8Array): void {
    const read = reader.push(piece)
    if (waiting === undefined || !read.ok) return end('its answer is none')
    const [answer, ...more] = read.frames
    if (answer === undefined) return
    if (!isAnswerTo(waiting.framed.subarray(4), answer.subarray(4)))
      return end('its answer is to something else')
    waiting.settle({ ok: true, answer })
    waiting = undefined
    socket.setTimeout(idleMs)
    if (more.length > 0 || reader.isWaiting) end('it said more than was asked')
  }

  socket
    .on('connect', () => {
      isConnected = true
      socket.setTimeout(answerMs)
    })
    .on('data', hear)
    .on('timeout', () => end('no answer in time'))
    .on('error', (cause: NodeJS.ErrnoException) => end(cause.code ?? 'no connection', true))
    .on('end', () => end('it closed the connection', true))

  return {
    get isFree() {
      return !isOver && waiting === undefined
    },
    get asked() {
      return asked
    },
    async ask(framed, signal) {
      const { promise, resolve } = Promise.withResolvers<Exchanged>()
      waiting = { framed, settle: resolve }
      asked++
      using _ = onAbort(signal, () => end('too late'))
      if (isConnected) socket.setTimeout(answerMs)
      if (!isOver) socket.write(framed)
      return await promise
    },
    close: () => end('closed'),
  }
}

/** At once when it is aborted already; no longer when this is disposed of. */
function onAbort(signal: AbortSignal, act: () => void): Disposable {
  if (signal.aborted) act()
  signal.addEventListener('abort', act)
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', act) }
}
