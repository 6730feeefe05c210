import type { FactorName } from '@keyturn/contract'
import type { FactorKind } from '#factors'

/** What one proof is worth. */
export interface Worth {
  readonly weight: number
  readonly kind: FactorKind
  /** Too weak to count by itself: a code to a mailbox, answers that others can know. */
  readonly neverAlone: boolean
}

/** What has to be proved. It says everything itself, because it is kept with a reset that has begun. */
export interface Need {
  /** Factors that count, best first: the same for everybody until the first proof succeeded. */
  readonly factors: readonly FactorName[]
  /** How many different ones of them, at least. */
  readonly different: number
  /** Each of these. */
  readonly required?: readonly FactorName[]
  /** Of how many kinds, at least: two factors of one kind are one thing to lose. */
  readonly kinds?: number
  /** What their weights come to together, at least. */
  readonly weight?: number
  readonly worth?: Readonly<Partial<Record<FactorName, Worth>>>
}

/** Pure. Is it enough to have proved these? */
export function isMet(need: Need, proved: readonly FactorName[]): boolean {
  const counted = need.factors.filter((factor) => proved.includes(factor))
  const worth = counted.map((factor) => need.worth?.[factor] ?? plain)
  return (
    new Set(counted).size >= need.different &&
    (need.required ?? []).every((factor) => counted.includes(factor)) &&
    (need.different === 0 || worth.some(({ neverAlone }) => !neverAlone)) &&
    new Set(worth.map(({ kind }) => kind)).size >= (need.kinds ?? 0) &&
    worth.reduce((sum, { weight }) => sum + weight, 0) >= (need.weight ?? 0)
  )
}

const plain: Worth = { weight: 1, kind: 'possession', neverAlone: false }

/** How strong a factor is, for rules that add up. An organisation weighs them anew in its configuration. */
export const usualWeights: Readonly<Record<FactorName, number>> = {
  passkey: 4,
  'smart-card': 4,
  totp: 3,
  token: 3,
  'access-pass': 3,
  'recovery-code': 2,
  radius: 3,
  'manager-approval': 2,
  'sms-code': 1,
  'mail-code': 1,
  'colleague-approval': 1,
  questions: 1,
}

/** OWASP ASVS 5.0 6.6.1 and NIST SP 800-63B-4 3.1.3.1: mail is no authenticator; answers and a colleague can be had. */
export const neverAlone: ReadonlySet<FactorName> = new Set(['mail-code', 'colleague-approval', 'questions'])
