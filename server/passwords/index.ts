/**
 * The new password: which rules hold for an account, whether a candidate keeps them (the same code the page runs,
 * `protocols/ad`), and the change of a password that is known. It must not know about resets.
 */
export { createPasswords, type Passwords, type PasswordsDeps } from './passwords.ts'
export {
  createChanges,
  type Change,
  type Changed,
  type Changes,
  type ChangesDeps,
  type SpendTry,
} from './changes.ts'
export { passwordRoutes, type PasswordRoutesDeps } from './routes.ts'
