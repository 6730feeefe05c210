import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerOne, graphError, type OneAnswer } from './graph.ts'
import type { Habits } from './habits.ts'
import type { SignIn } from './sign-in.ts'
import type { DoubleUsers } from './users.ts'

interface BatchDeps {
  readonly users: DoubleUsers
  readonly signIn: SignIn
  readonly habits: Habits
  readonly calls: { batches: number; requests: number; throttled: number }
  readonly base: () => string
}

interface Item {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly dependsOn?: readonly string[]
}

/** "JSON batching": up to twenty, ids unique in any case, each against the limits by itself, answers in any order. */
export function batch({ users, signIn, habits, calls, base }: BatchDeps) {
  const limit = createLimit(habits)

  function one(item: Item, roles: readonly string[]): OneAnswer {
    calls.requests++
    if (
      item.body !== undefined &&
      !Object.keys(item.headers ?? {}).some((name) => /^content-type$/i.test(name))
    ) {
      return graphError(400, 'BadRequest', 'Write request must contain the Content-Type header declaration.')
    }
    if (!limit.take()) {
      calls.throttled++
      const { status, body } = graphError(429, 'TooManyRequests', 'Too many requests')
      return { status, body, headers: { 'Retry-After': String(habits.retryAfterSeconds) } }
    }
    const answer = answerOne({ ...item, roles }, users, base())
    return { ...answer, status: habits.after(answer, item.url) }
  }

  function all(items: readonly Item[], roles: readonly string[]) {
    const done = new Map<string, OneAnswer>()
    for (const item of items) {
      const failed = (item.dependsOn ?? []).some((id) => (done.get(id.toLowerCase())?.status ?? 424) >= 400)
      done.set(item.id.toLowerCase(), failed ? graphError(424, 'FailedDependency', '') : one(item, roles))
    }
    return items.map(({ id }) => ({ id, headers: {}, ...done.get(id.toLowerCase()) })).toReversed()
  }

  return async (request: IncomingMessage, response: ServerResponse, text: string): Promise<void> => {
    const say = (status: number, json: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    const roles = await signIn.rolesOf(request.headers.authorization)
    if (roles === undefined) return say(401, graphError(401, 'InvalidAuthenticationToken', 'expired').body)
    if (request.method !== 'POST' || request.url !== '/v1.0/$batch')
      return say(404, { error: { code: 'BadRequest' } })
    calls.batches++
    const { requests: items } = JSON.parse(text) as { requests: readonly Item[] }
    const ids = new Set(items.map(({ id }) => id.toLowerCase()))
    if (items.length > 20 || ids.size < items.length)
      return say(400, graphError(400, 'BadRequest', 'batch').body)
    say(200, { responses: all(items, roles) })
  }
}

/** A bucket that fills by the second and holds one second's. Requests that are refused count, too. */
function createLimit(habits: Habits) {
  let left = habits.perSecond
  let at = performance.now()
  return {
    take() {
      const now = performance.now()
      left = Math.min(habits.perSecond, left + ((now - at) / 1_000) * habits.perSecond)
      at = now
      if (!Number.isFinite(habits.perSecond)) return true
      const isFree = left >= 1
      left = Math.max(left - 1, -habits.perSecond)
      return isFree
    },
  }
}
