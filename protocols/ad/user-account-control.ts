/**
 * Bits of `userAccountControl` (MS-ADTS 2.2.16) that Keyturn reads. `lockout` and `passwordExpired` are only true in
 * the computed `msDS-User-Account-Control-Computed` (MS-ADTS 3.1.1.4.5.17).
 */
const flags = {
  disabled: 0x0000_0002,
  lockout: 0x0000_0010,
  passwordNotRequired: 0x0000_0020,
  passwordCantChange: 0x0000_0040,
  reversibleEncryption: 0x0000_0080,
  dontExpirePassword: 0x0001_0000,
  smartcardRequired: 0x0004_0000,
  trustedForDelegation: 0x0008_0000,
  useDesKeyOnly: 0x0020_0000,
  noPreAuthentication: 0x0040_0000,
  passwordExpired: 0x0080_0000,
  trustedToAuthForDelegation: 0x0100_0000,
} as const

export type AccountFlag = keyof typeof flags

/** `value` is as LDAP gives it: signed, of 32 bits. */
export function hasFlag(value: number, flag: AccountFlag): boolean {
  return (value & flags[flag]) !== 0
}

/** The same, with that one set; as LDAP takes it. */
export function withFlag(value: number, flag: AccountFlag): number {
  return value | flags[flag]
}

/** `sAMAccountType` (MS-SAMR 2.2.1.9) of a user object that is neither computer, gMSA nor trust. */
export const normalUserAccount = 0x3000_0000
/** Of a computer or a (group) managed service account. */
export const workstationAccount = 0x3000_0001
/** Of what another domain logs on with, by a trust. */
export const trustAccount = 0x3000_0002
