/**
 * The log-ons that a computer answers from its cache when no DC is in reach: who has one, refreshing one by a real log-on,
 * and proving what it does. One folder for each cache. It must not know why a password may be used: that was verified.
 */
export type { AccountName, CachedLogon, CachePolicy, LogonResult, Logons, Refusal, Said } from './logons.ts'
export { isMeant } from './names.ts'
export { whyNotChanged } from './local-change.ts'
export { openLogons, openPolicyFile } from './open.ts'
export { setPolicy, type PolicyFile, type PolicyKey, type PolicyOutcome } from './policy/set.ts'
