import { request, type RequestOptions } from 'node:https'
import { errorAnswer, type ErrorCode } from '@keyturn/contract'

/** The server said no, in the contract's words. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: ErrorCode
  readonly status: number

  constructor(code: ErrorCode, status: number) {
    super(`the server answered ${code}`)
    this.code = code
    this.status = status
  }
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly date: string | undefined
  /** `Set-Cookie` lines. */
  readonly cookies: readonly string[]
}

/** The longest wait of a request: that for a launch, and some for the way. */
const timeoutMs = 40_000
const mostBytes = 1 << 20

/** One request and its answer, whatever its status. @throws {Error} when there was none, or one that is too large. */
export async function exchange(url: URL, options: RequestOptions, body: Buffer): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const asked = request(url, { ...options, timeout: timeoutMs }, (response) => {
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > mostBytes) asked.destroy(new Error('the answer is too large'))
      else chunks.push(chunk)
    })
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const { date, 'set-cookie': cookies = [] } = response.headers
      resolve({ status: response.statusCode ?? 0, text, date, cookies })
    })
  })
  asked.on('timeout', () => asked.destroy(new Error('the server does not answer')))
  asked.on('error', reject)
  asked.end(body)
  return promise
}

/** @throws {Refused} when the server said no. */
export function contentOf({ status, text }: Answer): unknown {
  const content: unknown = JSON.parse(text)
  if (status === 200) return content
  throw new Refused(errorAnswer.parse(content).error.code, status)
}

const untimely: ReadonlySet<unknown> = new Set(['CERT_NOT_YET_VALID', 'CERT_HAS_EXPIRED'])
/** Node's own, which are no errors of the system: nobody waits any longer, or the line ended before TLS was there. */
const ended: ReadonlySet<unknown> = new Set(['ABORT_ERR', 'ECONNRESET'])

/**
 * Pure. Who was there when a request had no answer of the server's. `untimely`: a certificate that is not valid at this
 * computer's time, the server's or not; `other`: somebody in the server's place, with a certificate that is not ours, or
 * none at all; `silent`: the network, our own time-out, or an answer that cannot be read.
 */
export function whatAnswered(error: unknown): 'untimely' | 'other' | 'silent' {
  if (!(error instanceof Error) || !('code' in error) || ended.has(error.code)) return 'silent'
  if (untimely.has(error.code)) return 'untimely'
  // Of the system's own errors this one alone is of TLS (OpenSSL's, with text that is no TLS).
  return 'syscall' in error && error.code !== 'EPROTO' ? 'silent' : 'other'
}
