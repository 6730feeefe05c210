/**
 * The API as the portal's developers and browser tests need it: no directory, no database, stories told by the name
 * that is typed (`stories.ts`). Requests and answers go through the contract's schemas, so it cannot drift from the
 * server. It is never part of the production build.
 */
import { errorCodes, routes, type RouteName } from '@keyturn/contract'
import { createNewPasswords } from './new-passwords.ts'
import { createPeople } from './people.ts'
import { createResets } from './resets.ts'
import { MockRefusal, type Visit } from './visit.ts'

export interface MockRequest {
  readonly method: string
  readonly path: string
  readonly cookie: string | undefined
  readonly origin: string
  readonly body: unknown
}

export interface MockAnswer {
  readonly status: number
  readonly body: unknown
  readonly setCookie?: string
}

type Steps = Partial<Record<RouteName, (visit: Visit) => unknown>>

const about = {
  name: 'Corp Example',
  helpDesk: 'the help desk, telephone 4711',
  selfService: 'open',
  distrusts: false,
} as const
const cookieName = 'keyturn-mock'

export function createMock() {
  const steps: Steps = {
    'portal.about': () => about,
    ...createResets(),
    ...createPeople(),
    ...createNewPasswords(),
  }
  let sessions = 0

  return function answer(request: MockRequest): MockAnswer {
    const known = new RegExp(`${cookieName}=(\\d+)`).exec(request.cookie ?? '')?.[1]
    const session = known ?? String(++sessions)
    const setCookie = `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`
    try {
      return { status: 200, body: run(steps, request, session), setCookie }
    } catch (error) {
      if (!(error instanceof MockRefusal)) throw error
      const { code, retryAfterSeconds } = error
      return {
        status: errorCodes[code],
        setCookie,
        body: { error: { code, incident: 'MOCK-1', retryAfterSeconds } },
      }
    }
  }
}

function run(steps: Steps, { method, path, body, origin }: MockRequest, session: string): unknown {
  for (const [name, route] of Object.entries(routes)) {
    const match = new RegExp(`^${route.path.replace(/:\w+/, '([^/]+)')}$`).exec(path)
    const step = steps[name as RouteName]
    if (route.method !== method || match === null || step === undefined) continue
    const checked = route.body.safeParse(body ?? {})
    if (!checked.success) throw new MockRefusal('request.invalid')
    const visit: Visit<unknown> = { session, body: checked.data, id: match[1] ?? '', origin }
    return route.answer.parse(step(visit as Visit))
  }
  throw new MockRefusal('request.not-found')
}
