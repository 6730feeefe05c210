/**
 * Asks people to enrol before the day they need it, and says until when they must. It must not know how one enrols,
 * nor what is enough: that is factors and policy.
 *
 *     each day ── who of these groups could not reset? (policy) ── not asked lately? (claimed, durably) ── a mail
 *     deadline over ── signed in, she sets up a proof before she does anything else here
 *     self-service closed ── nobody is asked, and nobody must
 */
export { createAsking, type Asking, type AskingConfig, type AskingDeps } from './asking.ts'
export { createAskedStore } from './store-sql.ts'
export { askingMigrations } from './migrations/index.ts'
