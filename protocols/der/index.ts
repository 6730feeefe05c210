/**
 * DER (X.690, section 10): elements and single values, read strictly and written. It knows no format that is made of
 * them: certificates are `pki/`, what a KDC proxy is asked is `kkdcp/`. Pure. What it leaves out: tags of more than one
 * byte, which none of those has.
 */
export { built, cursor, each, encode, inside, NotDer, parsed, plain, tag, whole } from './der.ts'
export type { Cursor, Element } from './der.ts'
export { ascii, bits, boolean, integerBytes, octetsOfBits, oid, small, text, time } from './values.ts'
