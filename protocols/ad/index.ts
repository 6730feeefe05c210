/**
 * Active Directory's own data: SIDs, GUIDs, times, account flags, `unicodePwd`, password rules, what a DC means by
 * its error numbers. Pure. What it leaves out: everything that asks a DC.
 */
export { parseSid, type Sid } from './sid.ts'
export {
  checkPassword,
  forbiddenWords,
  maxPasswordLength,
  ruleStates,
  type PasswordRules,
  type RuleProblem,
  type RuleState,
} from './password-rules.ts'
