/**
 * Active Directory's own data: SIDs, GUIDs, times, account flags, `unicodePwd`, password rules, what a DC means by
 * its error numbers, security descriptors and what they let somebody do. Pure. What it leaves out: everything that
 * asks a DC, and escaping of filters and DNs: filters are built as objects and entries named by GUID, so that what a
 * stranger typed never becomes syntax.
 */
export { checkAccess, type Access, type Wish } from './access/check.ts'
export { aceFlags, parseSecurityDescriptor, type Ace, type SecurityDescriptor } from './access/descriptor.ts'
export {
  accessBits,
  attributePaths,
  classGuids,
  extendedRights,
  type AccessBit,
  type AccessPath,
  type KnownAttribute,
} from './access/rights.ts'
export { formatAce, formatOwnDacl } from './access/sddl.ts'
export { attributeType } from './attribute-type.ts'
export { dcMeaning, windowsCode, type DcMeaning } from './diagnostics.ts'
export { isBelow, parentDn } from './dn.ts'
export { guidBytes, guidDn, guidInFilter, parseGuid } from './guid.ts'
export { allowsLogon, nextLogon } from './logon-hours.ts'
export { parseIdentifier, type Identifier } from './identifier.ts'
export {
  checkPassword,
  forbiddenWords,
  maxPasswordLength,
  ruleStates,
  type PasswordRules,
  type RuleProblem,
  type RuleState,
} from './password-rules.ts'
export { policyHintsOids, policyHintsValue } from './policy-hints.ts'
export { isBuiltinAccount, isProtectedGroup, protectedGroupOf, protectedGroupsOf } from './protected.ts'
export {
  parseAttributeStamps,
  parseReplPropertyMetaData,
  parseReplValueMetaData,
  type AttributeStamp,
  type AttributeTimes,
} from './replication-metadata.ts'
export { parseSid, ridOf, sidBytes, sidFromText, sidInDomainOf, type Sid } from './sid.ts'
export { dateFromFiletime, filetimeFromDate, largeInteger, secondsFromInterval } from './time.ts'
export { unicodePwd } from './unicode-pwd.ts'
export {
  hasFlag,
  withFlag,
  normalUserAccount,
  trustAccount,
  workstationAccount,
  type AccountFlag,
} from './user-account-control.ts'
