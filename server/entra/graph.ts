import type { Agent } from 'node:https'
import { z } from 'zod'
import { Fault } from '#kernel'
import { exchange, retryAfter } from './exchange.ts'
import type { Throttle } from './throttle.ts'
import { tidy, type Token, type Tokens } from './tokens.ts'

export interface GraphRequest {
  readonly method: 'GET' | 'PATCH' | 'POST'
  /** Below the version: `/users/…`. */
  readonly url: string
  readonly body?: object
}

export type GraphAnswer =
  | { readonly was: 'answered'; readonly status: number; readonly body: unknown }
  /** It was not done: not sent, or refused for the time being. */
  | { readonly was: 'unsent' }
  /** It was sent, and what came of it is not known. */
  | { readonly was: 'unknown' }

/** Microsoft Graph v1.0 by JSON batches. */
export interface Graph {
  /**
   * Twenty at a time. What is throttled is sent again when the service wants it, that and nothing else; a write whose
   * end is not known is never sent again.
   *
   * @param until once it is aborted nothing more is sent.
   * @returns one for each, in their order.
   * @throws {Fault} `entra.refused`: it takes no batch of this app, or answers what was not asked.
   *   `entra.unavailable`: no token.
   */
  batch(requests: readonly GraphRequest[], until: AbortSignal): Promise<readonly GraphAnswer[]>
  /** A later page, as an answer names it. @throws {Fault} `entra.refused`: it is not below the configured Graph. */
  below(link: string): string
}

export interface GraphDeps {
  /** Without a slash at the end. */
  readonly graph: string
  readonly tokens: Tokens
  readonly throttle: Throttle
  readonly agent: Agent
}

/** "JSON batching" of Microsoft's Graph documentation. */
const perBatch = 20
/** How many are really under way is the throttle's to say. */
const batchesAtOnce = 4
const askMs = 30_000
/** Where the service names no time. */
const usualWaitMs = 5_000
/** Whoever asks bounds it by time; this is for a service that never wants. */
const mostTries = 100

const answered = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int(),
      headers: z.record(z.string(), z.unknown()).default({}),
      body: z.unknown().optional(),
    }),
  ),
})
const graphError = z.object({ error: z.object({ code: z.string() }) })

export function createGraph(deps: GraphDeps): Graph {
  const base = `${deps.graph}/v1.0`
  return {
    async batch(requests, until) {
      const work = createWork(requests)
      const lanes = Math.min(batchesAtOnce, Math.ceil(requests.length / perBatch))
      const ends = await Promise.allSettled(Array.from({ length: lanes }, () => lane(work, until, deps)))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
      return work.answers
    },
    below(link) {
      if (!link.startsWith(`${base}/`))
        throw new Fault('entra.refused', 'Graph names a page that is elsewhere')
      return link.slice(base.length)
    },
  }
}

interface Work {
  readonly requests: readonly GraphRequest[]
  readonly answers: GraphAnswer[]
  /** Indexes of what is to be sent. */
  readonly left: number[]
  readonly tries: number[]
  /** The network does not carry: what is left stays unsent. */
  stopped: boolean
}

function createWork(requests: readonly GraphRequest[]): Work {
  return {
    requests,
    answers: requests.map(() => ({ was: 'unsent' })),
    left: requests.map((_, i) => i),
    tries: requests.map(() => 0),
    stopped: false,
  }
}

async function lane(work: Work, until: AbortSignal, deps: GraphDeps): Promise<void> {
  while (!work.stopped && work.left.length > 0) {
    if (!(await deps.throttle.enter(until))) return
    try {
      // Others may have taken the rest meanwhile.
      const part = work.stopped ? [] : work.left.splice(0, perBatch)
      if (part.length > 0) await send(part, work, deps)
    } catch (cause) {
      work.stopped = true
      throw cause
    } finally {
      deps.throttle.leave()
    }
  }
}

async function send(part: readonly number[], work: Work, deps: GraphDeps): Promise<void> {
  const token = await deps.tokens.get()
  const got = await post(part, token, work, deps)
  if (!got.ok) {
    work.stopped = true
    if (got.why === 'unanswered') for (const at of part) work.answers[at] = { was: 'unknown' }
    return
  }
  const { status, json, retryAfterMs } = got
  if (status === 401) return again(part, work, deps, { token })
  if (isLater(status)) {
    for (const at of part) take(at, { status, body: undefined, retryAfterMs }, work, deps)
    return
  }
  const read = answered.safeParse(json)
  if (status !== 200 || !read.success)
    throw new Fault('entra.refused', `Graph takes no batch: ${saidBy(status, json)}`)
  const ids = new Set(read.data.responses.map(({ id }) => id))
  if (ids.size < read.data.responses.length || [...ids].some((id) => !part.includes(Number(id)))) {
    throw new Fault('entra.refused', 'Graph answers what was not asked')
  }
  for (const at of part.filter((one) => !ids.has(String(one)))) work.answers[at] = { was: 'unknown' }
  for (const { id, status: of, headers, body } of read.data.responses) {
    const [, wait] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after') ?? []
    take(Number(id), { status: of, body, retryAfterMs: retryAfter(textOf(wait)) }, work, deps)
  }
}

function post(part: readonly number[], token: Token, { requests }: Work, { graph, agent }: GraphDeps) {
  const batch = part.map((at) => {
    const { method, url, body } = requests[at] ?? { method: 'GET', url: '' }
    const json = body && { body, headers: { 'content-type': 'application/json' } }
    return { id: String(at), method, url, ...json }
  })
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token.bearer.reveal()}`,
  }
  const asked = { method: 'POST' as const, url: `${graph}/v1.0/$batch`, headers }
  return exchange(
    { ...asked, body: JSON.stringify({ requests: batch }) },
    { agent, signal: AbortSignal.timeout(askMs) },
  )
}

/** One that was withdrawn or has ended early. Nothing was done with it. */
function again(
  part: readonly number[],
  work: Work,
  { tokens }: GraphDeps,
  { token }: { readonly token: Token },
) {
  tokens.forget(token)
  for (const at of part) {
    work.tries[at] = (work.tries[at] ?? 0) + 1
    if ((work.tries[at] ?? 0) > 2) throw new Fault('entra.refused', 'Graph refuses the token of this app')
  }
  work.left.push(...part)
}

interface One {
  readonly status: number
  readonly body: unknown
  readonly retryAfterMs: number | undefined
}

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
const isLater = (status: number) => status === 429 || status === 503 || status === 504

/**
 * Throttled (429) and turned away (503) it was not done. A gateway that gave up waiting (504) does not know: a read is
 * asked again, a write is looked at.
 */
function take(at: number, { status, body, retryAfterMs }: One, work: Work, { throttle }: GraphDeps): void {
  if (!isLater(status)) {
    work.answers[at] = { was: 'answered', status, body }
    return
  }
  const tries = (work.tries[at] ?? 0) + 1
  work.tries[at] = tries
  throttle.close(retryAfterMs ?? usualWaitMs * Math.min(tries, 12))
  if (status === 504 && work.requests[at]?.method !== 'GET') work.answers[at] = { was: 'unknown' }
  else if (tries < mostTries) work.left.unshift(at)
}

/** Status and Graph's own code: its sentence may quote what was sent. */
export function saidBy(status: number, body: unknown): string {
  const read = graphError.safeParse(body)
  return read.success ? `${status} ${tidy(read.data.error.code)}` : String(status)
}
