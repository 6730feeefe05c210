/**
 * Ways to prove who you are: one folder for each, all behind `Factor`, all counted by `tries` before they are
 * looked at. Also signing in with the current password and the person's own enrolment. It must not know what a
 * proof is good for: that is policy and reset.
 */
export type { Factor, Proof } from './factor.ts'
export type { Prover, Proving } from './prover.ts'
