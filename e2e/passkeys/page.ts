import { routes, type RouteAnswer, type RouteInput, type RouteName } from '@keyturn/contract'
import type { Page } from 'playwright-core'

/** What `PublicKeyCredential.toJSON()` says: text for the server, and its parts for whoever wants to look at them. */
export interface BrowserAnswer {
  readonly text: string
  readonly response: Readonly<Record<string, string>>
}

type Options = Readonly<Record<string, unknown>>

/** The portal's own scripts, as far as passkeys go: they call the API and the browser's WebAuthn from its origin. */
export interface PortalPage {
  /** The answer's body, or the code of its error. */
  call<N extends RouteName>(
    name: N,
    body: RouteInput<N>,
    params?: Record<string, string>,
  ): Promise<
    | { readonly body: RouteAnswer<N>; readonly error?: undefined }
    | { readonly error: string; readonly body?: undefined }
  >
  must<N extends RouteName>(name: N, body: RouteInput<N>): Promise<RouteAnswer<N>>
  /** @throws {Error} with the name of the browser's refusal: `NotAllowedError`, `InvalidStateError`. */
  create(options: Options): Promise<BrowserAnswer>
  get(options: Options): Promise<BrowserAnswer>
}

export function portalPage(page: Page): PortalPage {
  const run = <T>(script: string, argument: unknown) =>
    page.evaluate<T>(`(${script})(${JSON.stringify(argument)})`)

  const ceremony = (verb: 'create' | 'get') => async (options: Options) => {
    const parse = verb === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'
    const script = `async (options) => {
      try {
        const publicKey = PublicKeyCredential.${parse}(options)
        const credential = await navigator.credentials.${verb}({ publicKey })
        return { text: JSON.stringify(credential.toJSON()) }
      } catch (error) {
        return { refused: error.name + ': ' + error.message }
      }
    }`
    const { text, refused } = await run<{ text?: string; refused?: string }>(script, options)
    if (text === undefined) throw new Error(refused)
    return { text, response: JSON.parse(text).response }
  }

  async function call<N extends RouteName>(
    name: N,
    body: RouteInput<N>,
    params: Record<string, string> = {},
  ) {
    const { method, path } = routes[name]
    const target = path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    const script = `async ({ method, target, body }) => {
      const sent = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const answer = await fetch(target, { method, ...sent })
      return { ok: answer.ok, body: await answer.json() }
    }`
    const answer = await run<{ ok: boolean; body: { error: { code: string } } }>(script, {
      method,
      target,
      body,
    })
    if (!answer.ok) return { error: answer.body.error.code }
    return { body: answer.body as unknown as RouteAnswer<N> }
  }

  return {
    call,
    async must(name, body) {
      const answer = await call(name, body)
      if (answer.body === undefined) throw new Error(`${name} was refused: ${answer.error}`)
      return answer.body
    },
    create: ceremony('create'),
    get: ceremony('get'),
  }
}
