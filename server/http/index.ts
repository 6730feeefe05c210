/**
 * The HTTP edge: routes of the contract to handlers, sessions in cookies, limits of size and rate, security
 * headers, faults to error answers, the portal's files. It knows no module: handlers come from `server.ts`.
 */
export { openHttp, type Http, type HttpDeps } from './http.ts'
export type { HttpConfig, HttpLimits } from './config.ts'
export type { AuthenticateDevice, SignedRequest } from './callers.ts'
export { createRate, tooMany, type Rate } from './rate.ts'
export { answer, route, type Answered, type Handler, type Route, type RouteRequest } from './route.ts'
export { createSessions, type Sessions } from './sessions/sessions.ts'
export type { Session, SessionKind, SessionStart } from './sessions/state.ts'
export { createSessionStore } from './sessions/store-sql.ts'
export { httpMigrations } from './sessions/migrations/index.ts'
