import type { Limits } from './store.ts'

/** What is counted apart: five wrong codes must not keep anybody from signing in. */
export type Counting = 'totp' | 'recovery-code' | 'sign-in'

const minutes = 60
const hours = 60 * minutes

/** After a day without a try a window is as new; until then each full one makes the next twice as long. */
export const quietSeconds = 24 * hours
/** How long a place where the right answer came from keeps its own allowance. */
export const placeSeconds = 90 * 24 * hours

const factor = { tries: 5, seconds: 15 * minutes, maxSeconds: 4 * hours }
// AD counts wrong passwords itself and often locks at five: ours is shut before.
const password = { tries: 4, seconds: 15 * minutes, maxSeconds: 4 * hours }
// Many people share one address behind NAT, so this window never grows.
const address = { tries: 30, seconds: 15 * minutes, maxSeconds: 15 * minutes }

/** docs/decisions/0006-counting-tries.md says why these. */
export const limits: Readonly<Record<Counting, Limits>> = {
  totp: { address, name: factor, account: factor },
  'recovery-code': { address, name: factor, account: factor },
  'sign-in': { address, name: password, account: password },
}
