import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Plugin } from 'vite'

/** `npm run dev`: the pages with the mock behind them. Not there when the portal is built. */
export function mockApi(): Plugin {
  return {
    name: 'keyturn-mock',
    apply: 'serve',
    async configureServer(server) {
      const handle = await mockHandler()
      server.middlewares.use('/api', (request, response) => void handle(request, response))
    },
  }
}

/** The mock for any server of `node:http`. */
export async function mockHandler(): Promise<
  (request: IncomingMessage & { originalUrl?: string | undefined }, response: ServerResponse) => Promise<void>
> {
  const { createMock } = await import('./mock.ts')
  const mock = createMock()
  return async (request, response) => {
    const typed = await text(request)
    const { status, body, setCookie } = mock({
      method: request.method ?? 'GET',
      path: request.originalUrl ?? request.url ?? '/',
      cookie: request.headers.cookie,
      body: typed === '' ? undefined : JSON.parse(typed),
    })
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(setCookie === undefined ? {} : { 'set-cookie': setCookie }),
    })
    response.end(JSON.stringify(body))
  }
}
