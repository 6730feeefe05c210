import type { AccountId } from '#kernel'

/**
 * Ends whatever was begun with what this account proved so far: it may have been proved by somebody else, with what is
 * now taken from him. Sessions of the portal, but for `exceptSession`, and resets.
 */
export type Distrust = (account: AccountId, exceptSession?: string) => Promise<void>
