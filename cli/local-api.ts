import { request } from 'node:http'
import {
  errorAnswer,
  routes,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
  type RouteParams,
  type RouteQuery,
} from '@keyturn/contract'

/** Routes that answer on the server's local socket. */
export type LocalRoute = Extract<RouteName, `admin.${string}`>

export interface LocalCall<N extends LocalRoute> {
  /** For the `:name`s in its path. */
  readonly params?: RouteParams<N>
  readonly body?: RouteInput<N>
  readonly query?: Partial<RouteQuery<N>>
}

/** Asks the server on this machine. Whoever may open the socket may administer. */
export interface LocalApi {
  /** @throws {Error} with a sentence for the person at the terminal. */
  call<N extends LocalRoute>(name: N, call?: LocalCall<N>): Promise<RouteAnswer<N>>
}

export function localApi(socketPath: string): LocalApi {
  return {
    async call<N extends LocalRoute>(name: N, { params, body, query }: LocalCall<N> = {}) {
      const { method, answer } = routes[name]
      const path = filled(routes[name].path, params ?? {})
      const search = new URLSearchParams()
      for (const [key, value] of Object.entries(query ?? {})) search.set(key, String(value))
      const target = search.size > 0 ? `${path}?${search.toString()}` : path
      const { status, text } = await exchange(socketPath, method, target, body)
      const json: unknown = JSON.parse(text)
      // The table ties each name to its schema; what was parsed by it is that route's answer.
      if (status < 300) return answer.parse(json) as RouteAnswer<N>
      const refused = errorAnswer.safeParse(json)
      const code = refused.success ? refused.data.error.code : String(status)
      const incident = refused.success ? ` (incident ${refused.data.error.incident} in the server's log)` : ''
      throw new Error(`the server refused: ${code}${incident}`)
    },
  }
}

function filled(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

function exchange(socketPath: string, method: string, path: string, body: unknown) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { host: 'localhost', 'content-type': 'application/json' }
    const sent = request({ socketPath, method, path, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    sent.once('error', (cause) =>
      reject(
        new Error(`no server answers at ${socketPath}; is "keyturn serve" running, and may you open it?`, {
          cause,
        }),
      ),
    )
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
