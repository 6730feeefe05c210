/**
 * Token seeds in a Portable Symmetric Key Container (RFC 6030): HOTP and TOTP keys in the clear, or under AES-CBC
 * with a pre-shared key or a password (PBKDF2), each value's MAC checked before it is opened. A key that cannot be
 * read is reported by its place, all others are given. A document type is refused wherever it stands: no entity is
 * ever expanded. What it leaves out: writing, signatures (section 6.3), X.509 keys, key wrap and AES-GCM, keys by
 * reference, OCRA, PINs.
 */
export { readPskc, type PskcLimits, type PskcRead, type PskcRefusal } from './container.ts'
export type { PskcKeys, SealProblem } from './seal.ts'
export type { PskcToken, PskcTokenProblem, PskcWarning, RefusedToken } from './token.ts'
