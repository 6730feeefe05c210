import type { ErrorCode } from '@keyturn/contract'

/**
 * Something went wrong that the caller can't decide about. The HTTP edge turns the code into a
 * status; the message and the cause go to the log and never to the answer.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: ErrorCode
  /** With a 429 or 503: seconds until a next try is worth it. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { retryAfterSeconds?: number }) {
    super(message, options)
    this.code = code
    this.retryAfterSeconds = options?.retryAfterSeconds
  }
}
