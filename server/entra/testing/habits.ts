import type { IncomingMessage, ServerResponse } from 'node:http'

/** How the double behaves; may be changed while it runs. */
export interface Habits {
  /** Requests of batches a second, and at once; over it they are answered with 429. */
  perSecond: number
  retryAfterSeconds: number
  /** So long a read shows what was there before. */
  staleMs: number
  tokenSeconds: number
  /** What its tokens say instead of the tenant's id. */
  tid: string | undefined
  roles: readonly string[]
  /** Answers a request to Graph instead of the double; false: it does not. */
  instead: (request: IncomingMessage, response: ServerResponse, body: string) => boolean
  /** Changes what one request of a batch is answered with, after it was done. */
  after: (answer: { readonly status: number }, url: string) => number
}

export const allRoles = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.RevokeSessions.All',
  'UserAuthenticationMethod.ReadWrite.All',
]

export const usualHabits = (): Habits => ({
  perSecond: Infinity,
  retryAfterSeconds: 1,
  staleMs: 0,
  tokenSeconds: 3_600,
  tid: undefined,
  roles: allRoles,
  instead: () => false,
  after: ({ status }) => status,
})
