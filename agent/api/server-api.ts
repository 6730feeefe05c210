import { randomBytes, type KeyObject } from 'node:crypto'
import { Agent } from 'node:https'
import { routes, type RouteAnswer, type RouteInput, type RouteName } from '@keyturn/contract'
import { formatProof, type ProvedRequest } from '@keyturn/protocols/refresh'
import { contentOf, exchange, type Answer } from './exchange.ts'

interface Identity {
  readonly device: string
  readonly key: KeyObject
}

export interface ApiDeps {
  readonly server: string
  /** PEM: only certificates of this authority are believed. */
  readonly ca: string
  /** Who signs; undefined before the enrolment. */
  readonly identity: Identity | undefined
  readonly wallClock: () => number
}

interface CallOptions<N extends RouteName> {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: RouteInput<N>
  readonly signal?: AbortSignal
}

export interface ServerApi {
  /**
   * @throws {Refused} as the contract names it; any other error: the server was not reached, or did not answer as
   *   the contract says. Then it is not known whether the request arrived.
   */
  call<N extends RouteName>(name: N, options?: CallOptions<N>): Promise<RouteAnswer<N>>
  /** The server's time, as far as its answers told. */
  now(): Date
}

/** The server's API, each request with its own proof that it comes from this computer. */
export function createServerApi({ server, ca, identity, wallClock }: ApiDeps): ServerApi {
  const agent = new Agent({ ca, keepAlive: true, minVersion: 'TLSv1.2' })
  let offsetMs = 0
  const serverTime = () => wallClock() + offsetMs

  function send(method: string, url: URL, body: Buffer, signal?: AbortSignal): Promise<Answer> {
    const path = url.pathname + url.search
    const authorization = identity && proofFor({ method, url: path, body }, identity, serverTime())
    const type = body.length === 0 ? {} : { 'content-type': 'application/json' }
    const headers = { ...(authorization && { authorization }), ...type, 'content-length': body.length }
    return exchange(url, { method, headers, agent, ...(signal && { signal }) }, body)
  }

  return {
    now: () => new Date(serverTime()),
    async call(name, { params = {}, query = {}, body, signal } = {}) {
      const { method, path, answer } = routes[name]
      const url = new URL(
        path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? ''),
        server,
      )
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value))
      const bytes = Buffer.from(method === 'GET' ? '' : JSON.stringify(body ?? {}))
      let reply = await send(method, url, bytes, signal)
      const off = Date.parse(reply.date ?? '') - serverTime()
      // Our clock is off: this is what `Date` in an answer is for. Once, or a wrong key would ask for ever.
      if (reply.status === 401 && Math.abs(off) > 30_000) {
        offsetMs += off
        reply = await send(method, url, bytes, signal)
      }
      return answer.parse(contentOf(reply)) as RouteAnswer<typeof name>
    },
  }
}

function proofFor(asked: ProvedRequest, { device, key }: Identity, time: number): string {
  return formatProof(asked, { device, time, nonce: randomBytes(16).toString('base64url') }, key)
}
