/**
 * The way `entra-flag`: Entra ID asks for a new password when somebody signs in next, and her sessions there end. Each
 * account is looked up by anchor and SID, announced, written once, and read back until the service shows it; what a
 * server left that died is settled by reading. It must not know how Graph is spoken to.
 *
 *     claim ─▶ find (absent? somebody else? protected? changed by herself?) ─▶ note ─▶ announce ─▶ still running?
 *           ─▶ ask for a new password ─▶ end sessions ─▶ find again, and again ─▶ settle
 *
 * A row's `set_before` and `set_after` hold when her sessions began to count: the one time that tells a second look
 * from the first. Its `dc` is `entra`.
 */
export { createCloudRuns, type CloudRunsDeps } from './runs.ts'
