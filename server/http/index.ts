/**
 * The HTTP edge: routes of the contract to handlers, sessions in cookies, limits of size and rate, security
 * headers, faults to error answers, the portal's files. It knows no module: handlers come from `server.ts`.
 */
export { answer, route, type Answered, type Handler, type Route, type RouteRequest } from './route.ts'
export type { Session, SessionKind, Sessions, SessionStart } from './sessions.ts'
