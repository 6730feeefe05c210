/**
 * The self-service reset and unlock: a state machine over one row of `reset.resets`.
 *
 *     identify ─▶ proving ──(enough proofs)──▶ choosing ⇄ setting ──(read back)──▶ done
 *                    ├────────(too many, late, cancelled)────────▶ refused
 *                    └─(she only asked why she cannot log on)────▶ told ──▶ another one begins, with what she proved
 *
 * `next` (state.ts) is the only place that decides the next step. Factors and policy never move a reset; they
 * answer a question. A write without an answer stays in `setting` until the sweeper has read the truth.
 */
export { createResets, type ResetDeps, type Resets } from './resets.ts'
export { handleSweeps, sweepAtStart, type Sweeper } from './settling/sweeper.ts'
export { createResetStore, type ResetTables } from './store-sql.ts'
export { resetMigrations } from './migrations/index.ts'
export { resetRoutes } from './routes.ts'
