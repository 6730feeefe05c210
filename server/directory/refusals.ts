import type { PasswordProblem } from '@keyturn/contract'
import { dcMeaning, type DcMeaning } from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import type { Changed } from './dcs/connection.ts'

export type Refusal = Extract<Changed, { answer: 'refused' }>

/** Meanings that are about the password. `policy` is Microsoft's word for any rule: no reason is made up. */
const problems: Partial<Readonly<Record<DcMeaning, PasswordProblem>>> = {
  'in-history': 'in-history',
  'too-short': 'too-short',
  'too-simple': 'too-simple',
  'too-young': 'too-young',
  policy: 'rejected-by-dc',
  'wrong-old-password': 'wrong-old-password',
}

/** LDAP results (RFC 4511, appendix A). */
const result = {
  constraintViolation: 19,
  noSuchObject: 32,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
}

/** The account's own permissions, or ours over it. */
export function isAboutRights({ resultCode, diagnostic }: Refusal): boolean {
  return resultCode === result.insufficientAccess || dcMeaning(diagnostic) === 'access-denied'
}

/**
 * Why the DC did not take a password.
 *
 * @throws {Fault} if it is not about the password: `directory.refused`, or `directory.unavailable` if the DC says
 *   that it can't now. Either way nothing was changed by that modify.
 */
export function problemOf({ resultCode, diagnostic }: Refusal, right: string): PasswordProblem {
  const meaning = dcMeaning(diagnostic)
  const problem = meaning && problems[meaning]
  if (problem !== undefined) return problem
  switch (resultCode) {
    // The DC gives no code that is known here: a password filter, or a version with other words.
    case result.constraintViolation:
    case result.unwilling:
      return 'rejected-by-dc'
    case result.busy:
    case result.unavailable:
      throw new Fault('directory.unavailable', `the DC is busy: ${diagnostic}`)
    case result.insufficientAccess:
      throw new Fault('directory.refused', `the service account lacks the right "${right}": ${diagnostic}`)
    case result.noSuchObject:
      throw new Fault('directory.refused', 'the account is gone, or out of the service account’s sight')
    default:
      throw new Fault('directory.refused', `the DC refused with LDAP result ${resultCode}: ${diagnostic}`)
  }
}
