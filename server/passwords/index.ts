/**
 * The new password: which rules hold for an account, whether a candidate keeps them (the same code the page runs,
 * `protocols/ad`), and the change of a password that is known. It must not know about resets.
 */
export type { Passwords } from './passwords.ts'
