import { jsonBytesOf, routes, type RouteName } from '@keyturn/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedLanguages } from './browser.ts'
import { type CallerDeps, requireCaller } from './callers.ts'
import type { Room } from './bytes/room.ts'
import { giveToken, readToken, takeToken } from './sessions/cookies.ts'
import { parseAnswer, parseJson, parseRequest } from './parse.ts'
import { tooMany, type Rate } from './rate.ts'
import type { Answered, Route, RouteRequest } from './route.ts'
import type { SessionKind } from './sessions/state.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, for those who signed it. */
    bytes: Buffer | undefined
  }
}

export interface MountDeps extends CallerDeps {
  /** Aborted when the server stops, so that waits end. */
  readonly stopping: AbortSignal
  /** For what anybody may send. */
  readonly strangers: Rate
  /** For bodies that are not JSON. */
  readonly room: Room
}

/** @throws {Error} when a route of the contract has no handler, or two: the server must not start like that. */
export function requireAllRoutes(given: readonly Route[]): void {
  const names = given.map(({ name }) => name)
  const missing = Object.keys(routes).filter((name) => !names.some((one) => one === name))
  const doubled = names.filter((name, i) => names.indexOf(name) !== i)
  const unknown = names.filter((name) => !Object.hasOwn(routes, name))
  const wrong = Object.entries({ missing, doubled, unknown }).filter(([, list]) => list.length > 0)
  if (wrong.length === 0) return
  throw new Error(`routes: ${wrong.map(([what, list]) => `${what}: ${list.join(', ')}`).join('; ')}`)
}

/** JSON only, and its bytes kept. */
export function readBodies(app: FastifyInstance): void {
  app.decorateRequest('bytes', undefined)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      request.bytes = bytes
      return parseJson(bytes)
    },
  )
}

export function mount(app: FastifyInstance, { name, handle }: Route, deps: MountDeps): void {
  const { method, path, caller, ...schemas } = routes[name]
  const bodyLimit = jsonBytesOf(name)
  app.route({
    method,
    url: path,
    ...(bodyLimit !== undefined && { bodyLimit }),
    async handler(request, reply) {
      // Who administers may ask for what takes minutes, in which nothing is sent.
      if (caller === 'local') request.raw.socket.setTimeout(0)
      if (caller === 'anyone' && method === 'POST') requireRoom(deps.strangers, request)
      const { session, device } = await requireCaller(caller, request, deps)
      const asked = {
        params: parseRequest(schemas.params, request.params),
        query: parseRequest(schemas.query, request.query),
        body: parseRequest(schemas.body, request.body ?? {}),
        origin: { address: addressOf(request), device: device?.name ?? null },
        session,
        device: device?.id,
        languages: acceptedLanguages(request.headers['accept-language']),
        signal: whenGone(reply, deps.stopping),
      }
      const answered = await handle(asked as RouteRequest<RouteName>)
      const body = parseAnswer(schemas.answer, answered.body)
      await changeSession(answered.session, { request, reply, deps })
      return reply.header('cache-control', 'no-store').send(body)
    },
  })
}

/** Each of these leaves a row, and an entry in the log that stays for ever. */
function requireRoom(strangers: Rate, request: FastifyRequest): void {
  const waitSeconds = strangers.take(addressOf(request))
  if (waitSeconds > 0) throw tooMany(waitSeconds)
}

/**
 * Aborted when whoever asked went away, and when the server stops. Not Fastify's own `request.signal`: once a body was
 * read it no longer notices (seen with 5.12.8 on Node 24). Not `AbortSignal.any` either: it takes 30 µs, and leaves each
 * request's signal to the collector.
 */
export function whenGone({ raw }: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController()
  const abort = () => gone.abort()
  stopping.addEventListener('abort', abort)
  if (stopping.aborted) abort()
  raw.once('close', () => {
    stopping.removeEventListener('abort', abort)
    if (!raw.writableFinished) abort()
  })
  return gone.signal
}

/** IPv4 as people write it, also on a socket for both; on the local socket there is no address. */
export function addressOf(request: FastifyRequest): string {
  return (request.ip ?? '').replace(/^::ffff:(?=\d+\.)/, '') || 'local'
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly deps: Pick<MountDeps, 'sessions'>
}

async function changeSession(change: Answered<RouteName>['session'], exchange: Exchange): Promise<void> {
  if (change === undefined) return
  const { reply, deps } = exchange
  if ('end' in change) return endSession(change.end, exchange)
  const before = readToken(exchange.request, change.start.kind)
  const { token } = await deps.sessions.start(change.start, before)
  giveToken(reply, change.start.kind, { value: token, ttlSeconds: change.start.ttlSeconds })
}

async function endSession(kind: SessionKind, { request, reply, deps }: Exchange): Promise<void> {
  const session = await deps.sessions.find(kind, readToken(request, kind))
  if (session !== undefined) await deps.sessions.end(session.id)
  takeToken(reply, kind)
}
