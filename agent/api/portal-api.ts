import { Agent } from 'node:https'
import { routes, type RouteAnswer, type RouteInput, type RouteName } from '@keyturn/contract'
import { contentOf, exchange } from './exchange.ts'

/** The routes by which a person resets, and nothing else. */
type PersonsRoute = Extract<RouteName, `reset.${string}`>

/** What the person does at this computer without a browser: its session is kept here, and ends with it. */
export interface PortalApi {
  /** @throws as `ServerApi`. No proof of this computer goes along: the person proves herself. */
  call<N extends PersonsRoute>(
    name: N,
    body?: RouteInput<N>,
    params?: Readonly<Record<string, string>>,
  ): Promise<RouteAnswer<N>>
}

/** @param language the mails' and the challenges': an `Accept-Language`. */
export function createPortalApi(at: { server: string; ca: string; language: string }): PortalApi {
  const agent = new Agent({ ca: at.ca, keepAlive: true, minVersion: 'TLSv1.2' })
  let cookie = ''
  return {
    async call(name, body, params = {}) {
      const { method, path, answer } = routes[name]
      const url = new URL(
        path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? ''),
        at.server,
      )
      const bytes = Buffer.from(method === 'GET' ? '' : JSON.stringify(body ?? {}))
      const type = bytes.length === 0 ? {} : { 'content-type': 'application/json' }
      const headers = { ...type, cookie, 'accept-language': at.language, 'content-length': bytes.length }
      const reply = await exchange(url, { method, headers, agent }, bytes)
      bytes.fill(0)
      cookie = reply.cookies.at(-1)?.split(';')[0] ?? cookie
      return answer.parse(contentOf(reply)) as RouteAnswer<typeof name>
    },
  }
}
