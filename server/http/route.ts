import type { RouteAnswer, RouteBody, RouteName, RouteParams, RouteQuery } from '@keyturn/contract'
import type { Origin } from '#kernel'
import type { Session, SessionKind, SessionStart } from './sessions/state.ts'

export interface RouteRequest<N extends RouteName> {
  readonly params: RouteParams<N>
  readonly query: RouteQuery<N>
  readonly body: RouteBody<N>
  readonly origin: Origin
  /** The session that the route's `caller` asks for: its subject is what the module gave to `sessions.start`. */
  readonly session: Session | undefined
  /** With `caller: 'device'`: the id of the device that proved possession of its key. */
  readonly device: string | undefined
  /** Languages the person accepts, best first (RFC 9110 12.5.4). */
  readonly languages: readonly string[]
  /** Aborted when the client went away. */
  readonly signal: AbortSignal
}

/** What a handler answers; `session` starts or ends a cookie session along with it. */
export interface Answered<N extends RouteName> {
  readonly body: RouteAnswer<N>
  readonly session?: { readonly start: SessionStart } | { readonly end: SessionKind }
}

export type Handler<N extends RouteName> = (request: RouteRequest<N>) => Promise<Answered<N>>

export interface Route {
  readonly name: RouteName
  readonly handle: Handler<RouteName>
}

/** One route of the contract and what it does. */
export function route<N extends RouteName>(name: N, handle: Handler<N>): Route {
  // The name keeps handler and schema together; the list of routes need not know which.
  return { name, handle: handle as unknown as Handler<RouteName> }
}

export function answer<N extends RouteName>(
  body: RouteAnswer<N>,
  session?: Answered<N>['session'],
): Answered<N> {
  return session === undefined ? { body } : { body, session }
}
