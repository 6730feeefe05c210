/**
 * Ways to prove who you are: one folder for each, all behind `Factor`, all counted by `tries` before they are
 * looked at. Also signing in with the current password and the person's own enrolment. It must not know what a
 * proof is good for: that is policy and reset.
 *
 *     prove ──▶ tries (count, durably) ──▶ look?  ── yes ──▶ factor.prove(account, answer) ──▶ proved | wrong
 *                       │                         └─ no ───▶ factor.prove(nobody, answer) ───▶ wrong
 *                       └──(this address had too many)──▶ locked
 *
 * Seeds lie sealed under a key file (`sealing`), recovery codes hashed; both under the account's objectGUID.
 */
export { createFactors, type Factors, type FactorsDeps } from './factors.ts'
export type { EnrolledFactor, Factor, FactorKind, Proof } from './factor.ts'
export { passNotice } from './access-pass/notice.ts'
export type { PreparedPass, PreparedPasses } from './access-pass/prepared.ts'
export { factorsMigrations } from './migrations/index.ts'
export { openSeal } from './sealing/key-file.ts'
export type { Seal } from './sealing/seal.ts'
export type { ProofTry, Prover, Proving } from './prover.ts'
