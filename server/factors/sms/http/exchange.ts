import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { FilledRequest } from './template.ts'

export interface Connection {
  readonly ca: Buffer | undefined
}

export interface Answer {
  readonly status: number
  /** The beginning of it: more than an answer to one message has nobody to say. */
  readonly body: string
}

type Exchanged =
  | ({ readonly ok: true } & Answer)
  /** `unavailable`: nothing was handed over. `unanswered`: it was, or partly. */
  | { readonly ok: false; readonly why: 'unavailable' | 'unanswered'; readonly code: string }

const maxAnswerBytes = 64 * 1024

/**
 * One request on a connection of its own. `node:http` follows no redirection and takes no proxy from the
 * environment.
 */
export async function exchange(
  method: string,
  { url, headers, body }: FilledRequest,
  { ca, signal }: Connection & { readonly signal: AbortSignal },
): Promise<Exchanged> {
  let handedOver = false
  try {
    const length = body === undefined ? {} : { 'content-length': body.length }
    const options: RequestOptions = { method, headers: { ...headers, ...length }, agent: false, signal }
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request =
      url.protocol === 'https:'
        ? tlsRequest(url, { ...options, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) })
        : plainRequest(url, options)
    request.on('error', reject)
    request.on('response', resolve)
    request.on('socket', (socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (handedOver = true)),
    )
    request.end(body)
    const response = await promise
    return { ok: true, status: response.statusCode ?? 0, body: await readStart(response) }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    return { ok: false, why: handedOver ? 'unanswered' : 'unavailable', code }
  }
}

async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= maxAnswerBytes) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxAnswerBytes)
}
