import type { ErrorCode } from '@keyturn/contract'

/** Answers a code of the contract instead of a body. */
export class MockRefusal extends Error {
  readonly code: ErrorCode
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, retryAfterSeconds?: number) {
    super(code)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** What a step gets: the visitor's session, the checked body, and what the path has of its own: an id, a factor. */
export interface Visit<Body = never> {
  readonly session: string
  readonly body: Body
  readonly id: string
  /** Of the page, as its browser has it. */
  readonly origin: string
}
