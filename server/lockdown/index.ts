/**
 * When self-service itself is not to be trusted: two operators close the portal, and nothing counts that was bound to an
 * account since an instant; passes on paper are what is left. It says whether a step may be taken now. It must not know how a
 * step is taken, nor how a factor works.
 *
 *     open ──(one operator)──▶ held, an hour ──(late, or two)──▶ open
 *       └──────────(two)──────────┬──────────▶ frozen ⇄ passes-only ──(two)──▶ open
 *                                 └ all servers read one row at each step; nothing is kept in memory
 *
 *     letter: printed ──(handed over, confirmed)──▶ handed, its pass counts        `gate.ts` says what is closed
 *        └──────────────(the next run)───────────────┴──▶ void                     `letters/` prints passes
 */
export { gated } from './gate.ts'
export { createLetterStore } from './letters/store-sql.ts'
export { lockdownMigrations } from './migrations/index.ts'
export { openLockdown } from './open.ts'
export { policyUnder } from './pass-policy.ts'
export { createWatch, type Watch } from './standing.ts'
export { createLockdownStore } from './store-sql.ts'
