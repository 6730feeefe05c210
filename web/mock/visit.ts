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

/** What a step gets: the visitor's session, the checked body, and the id in the path where there is one. */
export interface Visit<Body = never> {
  readonly session: string
  readonly body: Body
  readonly id: string
}
