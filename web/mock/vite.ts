import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Plugin } from 'vite'
import { cardPath } from './challenges.ts'

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
    const path = request.originalUrl ?? request.url ?? '/'
    if (path === cardPath) {
      const back = new URLSearchParams(typed).get('back') ?? '/'
      response.writeHead(303, { location: `${back}#card=GOOD-CARD` }).end()
      return
    }
    const { status, body, setCookie } = mock({
      method: request.method ?? 'GET',
      path,
      origin: `http://${request.headers.host ?? 'localhost'}`,
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
