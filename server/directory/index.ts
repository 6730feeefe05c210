/**
 * Active Directory over LDAPS: finds people, reads the policy that is effective for them, sets passwords. The
 * only module that speaks LDAP. Every write asks for a `Receipt` and goes through one fair queue per DC. It must
 * not know why somebody may do something: that is decided before.
 */
export type {
  Account,
  ChangePassword,
  CheckPassword,
  Directory,
  EffectivePolicy,
  Found,
  PasswordState,
  SetPassword,
  Written,
} from './directory.ts'
