import { built, each, encode, inside, parsed, tag, whole } from '../der/index.ts'
import { encrypt, isAesType, type AesType, type EncryptedPart } from './encryption.ts'

/** How the KDC wants the password turned into a key. */
export interface PreAuthentication {
  readonly type: AesType
  readonly salt: Uint8Array
}

/** RFC 4120 7.5.2. */
const etypeInfo2 = 19
/** 4096 iterations, as `keyFromPassword` makes (RFC 3962 section 4); Samba says so, Windows leaves it out. */
const usualCount = Buffer.from('00001000', 'hex')
/** RFC 4120 7.5.1: AS-REQ PA-ENC-TIMESTAMP. */
const usage = 1

/**
 * From the METHOD-DATA of KDC_ERR_PREAUTH_REQUIRED. undefined: it offers no AES, or counts iterations its own way: whoever
 * could make us use few, and a salt of his, would try passwords on the answer.
 */
export function wantedPreAuthentication(data: Uint8Array): PreAuthentication | undefined {
  const offers = parsed(() => each(whole(data, tag.sequence), paData).flat())
  return offers?.toSorted((a, b) => b.type - a.type)[0]
}

function paData(element: Parameters<typeof inside>[0]): readonly PreAuthentication[] {
  return offersIn(element).flatMap((offer) => entry(offer))
}

/**
 * The encryption types of the keys that the KDC would take a proof by, of those that were asked for (RFC 4120 5.2.7.5): from the
 * METHOD-DATA of KDC_ERR_PREAUTH_REQUIRED. undefined: it is none.
 */
export function offeredTypes(data: Uint8Array): readonly number[] | undefined {
  return parsed(() =>
    each(whole(data, tag.sequence), offersIn)
      .flat()
      .map((offer) => number(inside(offer).take(built(0)).content)),
  )
}

function offersIn(element: Parameters<typeof inside>[0]) {
  const fields = inside(element)
  const type = number(fields.take(built(1)).content)
  const value = whole(fields.take(built(2)).content, tag.octetString).content
  return type === etypeInfo2 ? each(whole(value, tag.sequence), (offer) => offer) : []
}

/** ETYPE-INFO2-ENTRY (RFC 4120 5.2.7.5): etype [0], salt [1]?, s2kparams [2]?. */
function entry(element: Parameters<typeof inside>[0]): readonly PreAuthentication[] {
  const fields = inside(element)
  const type = number(fields.take(built(0)).content)
  const salt = fields.maybe(built(1))
  const count = fields.maybe(built(2))
  const isUsual = count === undefined || usualCount.equals(whole(count.content, tag.octetString).content)
  if (!isAesType(type) || salt === undefined || !isUsual) return []
  return [{ type, salt: whole(salt.content, tag.generalString).content }]
}

/** Larger ones, and negative ones that vendors gave themselves, are none that are looked for here. */
function number(bytes: Uint8Array): number {
  const element = whole(bytes, tag.integer)
  return element.content.length === 1 ? (element.content[0] ?? 0) : 0
}

/** PA-ENC-TS-ENC (RFC 4120 5.2.7.2) of that time. @param confounder 16 random octets. */
export function encryptedTimestamp(
  { type, key }: { readonly type: AesType; readonly key: Uint8Array },
  now: Date,
  confounder: Uint8Array,
): EncryptedPart {
  const text = `${now.toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`
  const stamp = encode(
    tag.sequence,
    encode(built(0), encode(tag.generalizedTime, Buffer.from(text))),
    encode(built(1), encode(tag.integer, Uint8Array.of(0))),
  )
  return { type, cipher: encrypt(key, usage, stamp, confounder) }
}
