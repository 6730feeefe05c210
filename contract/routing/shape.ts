import { z } from 'zod'

/**
 * Who may call a route. `reset` and `person`: a session cookie of that kind. `device`: a proof of possession
 * (protocols/refresh). `local`: whoever can open the server's local socket.
 */
export type Caller = 'anyone' | 'reset' | 'person' | 'device' | 'local'

const none = z.object({})

/** Answers JSON. */
export function get<A extends z.ZodType>(path: string, caller: Caller, answer: A) {
  return { method: 'GET', path, caller, params: none, query: none, body: none, answer } as const
}
/** Takes and answers JSON. */
export function post<B extends z.ZodType, A extends z.ZodType>(
  path: string,
  caller: Caller,
  body: B,
  answer: A,
) {
  return { method: 'POST', path, caller, params: none, query: none, body, answer } as const
}
