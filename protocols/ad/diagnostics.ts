/**
 * What a DC means by the text beside an LDAP result. Microsoft and Samba both put a Windows error code (MS-ERREF
 * 2.2) into it, in one of two places:
 *
 *     0000052D: Constraint violation - check_password_restrictions: the password was already used (in history)!
 *     00000056: AtrErr: DSID-03191083, #1: …
 *     80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data 52e, v3839
 *
 * Samba says in words which rule of the policy was broken. Microsoft says 52D for all of them.
 */
export type DcMeaning =
  | 'in-history'
  | 'too-short'
  | 'too-simple'
  | 'too-young'
  /** One of the four above, or a password filter of the DC. */
  | 'policy'
  | 'wrong-old-password'
  | 'wrong-password'
  | 'must-change'
  | 'password-expired'
  | 'disabled'
  | 'account-expired'
  | 'locked'
  | 'restricted'
  | 'not-now'
  | 'not-here'
  | 'no-such-account'
  | 'access-denied'

const meanings: ReadonlyMap<number, DcMeaning> = new Map([
  // ERROR_ACCESS_DENIED, ERROR_DS_INSUFF_ACCESS_RIGHTS
  [0x5, 'access-denied'],
  [0x2098, 'access-denied'],
  // ERROR_INVALID_PASSWORD: the old one, of a change
  [0x56, 'wrong-old-password'],
  // ERROR_NO_SUCH_USER
  [0x525, 'no-such-account'],
  // ERROR_ILL_FORMED_PASSWORD, ERROR_PASSWORD_RESTRICTION
  [0x52c, 'policy'],
  [0x52d, 'policy'],
  // ERROR_LOGON_FAILURE
  [0x52e, 'wrong-password'],
  // ERROR_ACCOUNT_RESTRICTION
  [0x52f, 'restricted'],
  // ERROR_INVALID_LOGON_HOURS, ERROR_INVALID_WORKSTATION, ERROR_LOGON_TYPE_NOT_GRANTED
  [0x530, 'not-now'],
  [0x531, 'not-here'],
  [0x569, 'not-here'],
  // ERROR_PASSWORD_EXPIRED, ERROR_PASSWORD_MUST_CHANGE
  [0x532, 'password-expired'],
  [0x773, 'must-change'],
  // ERROR_ACCOUNT_DISABLED, ERROR_ACCOUNT_EXPIRED, ERROR_ACCOUNT_LOCKED_OUT
  [0x533, 'disabled'],
  [0x701, 'account-expired'],
  [0x775, 'locked'],
])

/** Samba's words (4.17, check_password_restrictions) for which rule a 52D is about. */
const sambaRules: readonly (readonly [words: string, meaning: DcMeaning])[] = [
  ['already used', 'in-history'],
  ['too short', 'too-short'],
  ['complexity', 'too-simple'],
  ['too young', 'too-young'],
]

/** SEC_E_INVALID_TOKEN: a bind that failed; the code that matters stands behind "data". */
const bindFailed = 0x8009_0308

/** The Windows error code in a diagnostic message; undefined if there is none. */
export function windowsCode(diagnostic: string): number | undefined {
  const first = hex(/^([0-9a-f]{8}):/i.exec(diagnostic))
  return first === bindFailed ? hex(/, data ([0-9a-f]{1,8}),/i.exec(diagnostic)) : first
}

function hex(match: RegExpExecArray | null): number | undefined {
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 16)
}

/** Samba 4.17 gives no code where permissions forbid a change of password, only the name of its module. */
const sambaDenied = 'error in module acl:'

/** What the DC means; undefined if the text tells nothing that is known here. */
export function dcMeaning(diagnostic: string): DcMeaning | undefined {
  if (diagnostic.startsWith(sambaDenied)) return 'access-denied'
  const meaning = meanings.get(windowsCode(diagnostic) ?? 0)
  if (meaning !== 'policy') return meaning
  return sambaRules.find(([words]) => diagnostic.includes(words))?.[1] ?? 'policy'
}
