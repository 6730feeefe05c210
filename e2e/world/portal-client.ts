import { readFileSync } from 'node:fs'
import { Agent, request, type RequestOptions } from 'node:https'
import {
  errorAnswer,
  routes,
  type ErrorCode,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
} from '@keyturn/contract'

export type PortalAnswer<N extends RouteName> =
  | {
      readonly status: number
      readonly body: RouteAnswer<N>
      readonly bytes: number
      readonly error: undefined
    }
  | {
      readonly status: number
      readonly body: undefined
      readonly bytes: number
      readonly error: ErrorCode | 'none'
    }

/** One person's browser as far as HTTP goes: it keeps cookies, verifies TLS, and has no pages. */
export interface PortalClient {
  call<N extends RouteName>(
    name: N,
    body?: RouteInput<N>,
    params?: Record<string, string>,
  ): Promise<PortalAnswer<N>>
  /** As `call`, for what has to succeed. */
  must<N extends RouteName>(
    name: N,
    body?: RouteInput<N>,
    params?: Record<string, string>,
  ): Promise<RouteAnswer<N>>
  /** Exactly these bytes, for requests that no honest client sends. */
  raw(sent: RawRequest): Promise<RawAnswer>
}

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface PortalAddress {
  /** Where the server's port is reached from this process. */
  readonly port: number
  /** The name its certificate has. */
  readonly name: string
  readonly caFile: string
  /** As if a proxy had forwarded it from there; believed where 127.0.0.1 is among `listen.trustedProxies`. */
  readonly from?: string | undefined
}

export function portalClient({ port, name, caFile, from }: PortalAddress): PortalClient {
  const agent = new Agent({ keepAlive: true, ca: readFileSync(caFile), servername: name })
  const cookies = new Map<string, string>()

  async function raw({ method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    const all = {
      host: name,
      ...(cookie === '' ? {} : { cookie }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...headers,
    }
    const answer = await exchange({ agent, host: '127.0.0.1', port, method, path, headers: all }, body)
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(line)
    return answer
  }

  function keep(setCookie: string) {
    const [pair = '', ...attributes] = setCookie.split(';')
    const at = pair.indexOf('=')
    const [key, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const ended = value === '' || attributes.some((one) => /max-age=0/i.test(one.trim()))
    if (ended) cookies.delete(key)
    else cookies.set(key, value)
  }

  async function call<N extends RouteName>(
    route: N,
    body?: RouteInput<N>,
    params: Record<string, string> = {},
  ): Promise<PortalAnswer<N>> {
    const { method, path, answer } = routes[route]
    const target = path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    const sent = method === 'GET' ? undefined : JSON.stringify(body ?? {})
    const headers = sent === undefined ? {} : { 'content-type': 'application/json' }
    const { status, text } = await raw({
      method,
      path: target,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    })
    const bytes = Buffer.byteLength(text)
    const json: unknown = JSON.parse(text)
    // The table ties each name to its schema; what was parsed by it is that route's answer.
    if (status < 300) return { status, body: answer.parse(json) as RouteAnswer<N>, bytes, error: undefined }
    const refused = errorAnswer.safeParse(json)
    return { status, body: undefined, bytes, error: refused.success ? refused.data.error.code : 'none' }
  }

  return {
    call,
    raw,
    async must(route, body, params) {
      const answer = await call(route, body, params)
      if (answer.body === undefined) throw new Error(`${route} was refused: ${answer.status} ${answer.error}`)
      return answer.body
    },
  }
}

function exchange(options: RequestOptions, body: string | Buffer | undefined): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
