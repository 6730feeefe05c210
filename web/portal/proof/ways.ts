import type { FactorName, Me } from '@keyturn/contract'

const order: Readonly<Record<FactorName, number>> = {
  passkey: 0,
  'smart-card': 1,
  totp: 2,
  token: 3,
  'access-pass': 4,
  'recovery-code': 5,
  radius: 6,
  'mail-code': 7,
  'sms-code': 8,
  'manager-approval': 9,
  'colleague-approval': 10,
  questions: 11,
}

/** Every way to prove who you are, quickest and strongest first. The contract's list stays out of the browser: zod. */
export const ways = (Object.keys(order) as FactorName[]).toSorted((a, b) => order[a] - order[b])

/** Others can make these, so the server takes none of them where an operator decides. */
const othersWord: ReadonlySet<FactorName> = new Set([
  'access-pass',
  'manager-approval',
  'colleague-approval',
  'questions',
])

/** By which she can prove a decision of her own. */
export const ownWays = ({ factors }: Me): readonly FactorName[] =>
  ways.filter((name) => !othersWord.has(name) && factors.some(({ factor }) => factor === name))
