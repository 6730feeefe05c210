/** How many writes a minute a campaign may make on each DC, for all servers together. It knows no account. */
export { paceOf, type PaceDeps } from './pace.ts'
export { roomFor, type RoomDeps } from './rooms.ts'
export { createPaceStore } from './store-sql.ts'
