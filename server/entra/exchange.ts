import type { IncomingMessage } from 'node:http'
import { request, type Agent } from 'node:https'

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Exchanged =
  | {
      readonly ok: true
      readonly status: number
      /** What the service asks to wait; undefined: it says nothing. */
      readonly retryAfterMs: number | undefined
      /** undefined: no JSON. */
      readonly json: unknown
    }
  /** `unavailable`: nothing was handed over. `unanswered`: it was, or partly. */
  | { readonly ok: false; readonly why: 'unavailable' | 'unanswered'; readonly code: string }

/** Three hundred users are a tenth of it. */
const mostBytes = 4 * 1024 * 1024

/**
 * One request and its answer. `node:https` follows no redirection, which would take the token elsewhere, and takes no
 * proxy from the environment. Nothing of either is in what is thrown or told.
 */
export async function exchange(
  { method, url, headers, body }: Asked,
  { agent, signal }: { readonly agent: Agent; readonly signal: AbortSignal },
): Promise<Exchanged> {
  let handedOver = false
  try {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const length = { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(url, {
      method,
      agent,
      signal,
      headers: { accept: 'application/json', ...headers, ...length },
    })
    sent.on('error', reject)
    sent.on('response', resolve)
    sent.on('socket', (socket) => {
      if (socket.connecting) socket.once('secureConnect', () => (handedOver = true))
      else handedOver = true
    })
    sent.end(body)
    const response = await promise
    const text = await readAll(response)
    if (text === undefined) return { ok: false, why: 'unanswered', code: 'too-large' }
    const { statusCode: status = 0, headers: got } = response
    return { ok: true, status, retryAfterMs: retryAfter(got['retry-after'], got.date), json: jsonOf(text) }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    return { ok: false, why: handedOver ? 'unanswered' : 'unavailable', code }
  }
}

async function readAll(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    // Leaving the loop ends the connection.
    if (length > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const mostWaitMs = 10 * 60_000

/**
 * RFC 9110 10.2.3: seconds, or a date, which is held against the sender's own.
 *
 * @returns milliseconds, ten minutes at most: whatever a service says, somebody looks again.
 */
export function retryAfter(value: string | undefined, date?: string): number | undefined {
  if (value === undefined) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.parse(date ?? '')
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), mostWaitMs)
}
