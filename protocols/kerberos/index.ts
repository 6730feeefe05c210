/**
 * A log-on by Kerberos without tickets to keep: the AS exchange (RFC 4120) with a password, and whether the KDC that
 * answered is one of the domain, which is proved by a key that only the domain and this computer have. Pure. It must not
 * know how messages reach a KDC, and it writes nothing down.
 *
 * Left out: encryption types other than AES with SHA-1 (RFC 3962), which every DC since Windows Server 2008 has;
 * FAST (RFC 6113); TGS exchanges; referrals to other realms.
 */
export { isAesType, keyFromPassword, type AesType, type EncryptedPart } from './encryption.ts'
export { readKeytab, type KeytabEntry } from './keytab.ts'
export {
  encryptedTimestamp,
  offeredTypes,
  wantedPreAuthentication,
  type PreAuthentication,
} from './pre-authentication.ts'
export { isAbout, judgeLogOn, type LogOnAsked, type LogOnVerdict } from './reply.ts'
