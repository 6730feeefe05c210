import { factorName, type FactorName } from '@keyturn/contract'
import type { Limit, Limits } from './store.ts'

/**
 * What is counted apart: five wrong codes must not keep anybody from signing in. `challenge`: whatever is begun, a
 * code that is sent above all. `enrol`: answers to what was offered.
 */
export type Counting = FactorName | 'sign-in' | 'challenge' | 'enrol'

const minutes = 60
const hours = 60 * minutes

/** After a day without a try a window is as new; until then each full one makes the next twice as long. */
export const quietSeconds = 24 * hours
/** How long a place where the right answer came from keeps its own allowance. */
export const placeSeconds = 90 * 24 * hours

// A page that is opened again begins again, and is nobody's guess.
const begun = { tries: 10, seconds: 15 * minutes, maxSeconds: 4 * hours }
const factor = { tries: 5, seconds: 15 * minutes, maxSeconds: 4 * hours }
// AD counts wrong passwords itself and often locks at five: ours is shut before.
const password = { tries: 4, seconds: 15 * minutes, maxSeconds: 4 * hours }
// What a neighbour knows is guessed sooner than a code.
const answers = { tries: 3, seconds: 1 * hours, maxSeconds: 24 * hours }
// Many people share one address behind NAT, so this window never grows.
const address = { tries: 30, seconds: 15 * minutes, maxSeconds: 15 * minutes }

// What is begun guesses nothing, and a page with a passkey begins and answers each time.
const manyBegun = { ...address, tries: 200 }

/** docs/decisions/0006-counting-tries.md says why these. */
export const limits: Readonly<Record<Counting, Limits>> = {
  ...(Object.fromEntries(
    factorName.options.map((name) => [name, { address, name: factor, account: factor }]),
  ) as Record<FactorName, Limits>),
  questions: { address, name: answers, account: answers },
  'sign-in': { address, name: password, account: password },
  challenge: { address: manyBegun, name: begun, account: begun },
  enrol: { address: manyBegun, name: begun, account: begun },
}

/**
 * Codes to one mailbox or one telephone, for whichever account and from wherever: it is not hers to sleep through. It
 * does not grow, so that whoever floods it does not keep its owner from her next code for long.
 */
export const codesPerTarget: Limit = { tries: 6, seconds: hours, maxSeconds: hours }
/** Questions to one person whether somebody is who he says. */
export const questionsPerApprover: Limit = { tries: 10, seconds: hours, maxSeconds: hours }
