import type { ErrorAnswer, ErrorCode } from '@keyturn/contract'

/** `offline`: no answer came at all. The server may have acted none the less. */
export type FailureCode = ErrorCode | 'offline'

/** An answer that is not 2xx, or none. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: FailureCode
  /** Finds the cause in the server's log; undefined when no answer came. */
  readonly incident: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: FailureCode, answer?: ErrorAnswer['error']) {
    super(code)
    this.code = code
    this.incident = answer?.incident
    this.retryAfterSeconds = answer?.retryAfterSeconds
  }
}

export type Method = 'GET' | 'POST' | 'DELETE'

/**
 * One call of the API. The session is a cookie that the browser keeps and no script can read.
 *
 * @throws {CallFailed} always and only that.
 */
export async function call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const init: RequestInit = { method, cache: 'no-store' }
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  const response = await fetch(path, init).catch(() => {
    throw new CallFailed('offline')
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return answer as Answer
  const error = (answer as ErrorAnswer | undefined)?.error
  // A proxy in between answers without our body.
  if (error === undefined) throw new CallFailed(response.status >= 502 ? 'offline' : 'internal')
  throw new CallFailed(error.code, error)
}
