import { connect, type LookupFunction, type Socket } from 'node:net'
import { createFrameReader } from '@keyturn/protocols/kkdcp'

export type Exchanged =
  | { readonly ok: true; readonly answer: Uint8Array }
  /** `wasSent`: the KDC may have acted. */
  | { readonly ok: false; readonly wasSent: boolean; readonly why: string }

const connectMs = 2_000
const answerMs = 5_000
/** Tickets with long lists of groups; Windows holds them to 48 KiB (MaxTokenSize). */
const longestAnswer = 256 * 1024

/**
 * One message to a KDC over TCP and its answer, both framed, on a connection of its own, as every Kerberos client does.
 */
export async function exchange(
  to: { readonly host: string; readonly port: number; readonly lookup: LookupFunction },
  framed: Uint8Array,
  signal: AbortSignal,
): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>()
  let wasSent = false
  const fail = (why: string) => resolve({ ok: false, wasSent, why })
  if (signal.aborted) return { ok: false, wasSent, why: 'too late' }
  const reader = createFrameReader(longestAnswer)
  const socket = connect({ ...to, noDelay: true, timeout: connectMs })
  const giveUp = () => fail('too late')
  signal.addEventListener('abort', giveUp)
  socket
    .on('connect', () => {
      socket.setTimeout(answerMs)
      wasSent = true
      socket.write(framed)
    })
    .on('data', (piece) => {
      const read = reader.push(piece)
      if (!read.ok) return fail('its answer is none')
      const [answer] = read.frames
      if (answer !== undefined) resolve({ ok: true, answer })
    })
    .on('timeout', () => fail('no answer in time'))
    .on('error', (cause: NodeJS.ErrnoException) => fail(cause.code ?? 'no connection'))
    .on('close', () => fail('it closed the connection'))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', giveUp)
    close(socket)
  }
}

function close(socket: Socket): void {
  socket.removeAllListeners('timeout').destroy()
}
