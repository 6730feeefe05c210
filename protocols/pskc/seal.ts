import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { childOf, foreignOf, type Element } from './tree.ts'
import { base64, wholeNumber } from './values.ts'

/** What the vendor handed over beside the file. */
export interface PskcKeys {
  readonly preSharedKey?: Uint8Array | undefined
  readonly password?: string | undefined
}

/** Why nothing of a container can be opened. */
export type SealProblem =
  /** It is encrypted, and this was not given. */
  | 'pre-shared-key-needed'
  | 'password-needed'
  /** The pre-shared key has another length than the container's cipher. */
  | 'key-length'
  | 'unsupported-encryption'
  | 'unsupported-derivation'
  /** More rounds than we take part in: whoever made the file wants us busy. */
  | 'derivation-too-slow'
  /** AES-CBC without a MAC: whoever had the file could change the seeds bit by bit. */
  | 'mac-missing'
  | 'unsupported-mac'
  /** Wrong key or password, or a file that was changed. */
  | 'wrong-key'

export type Opened<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: SealProblem }

/** Opens the values of one container. */
export interface Unsealer {
  /** The bytes of a `Secret`, `Counter` … that has an `EncryptedValue`. */
  open(data: Element): Opened<Buffer>
}

const no = (why: SealProblem) => ({ ok: false, why }) as const

const cbcKeyBytes: ReadonlyMap<string, number> = new Map(
  [128, 192, 256].map((bits) => [`http://www.w3.org/2001/04/xmlenc#aes${bits}-cbc`, bits / 8]),
)

const hmacs: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#hmac-sha1', 'sha1'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha224', 'sha224'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmldsig-more#hmac-sha512', 'sha512'],
])

/** The name of the pre-shared key, as the vendor calls it; undefined where the container names none. */
export const keyNameOf = (encryptionKey: Element | undefined): string | undefined =>
  (foreignOf(encryptionKey, 'KeyName') ?? foreignOf(encryptionKey, 'DerivedKey', 'MasterKeyName'))?.text

/** RFC 6030 6: what `EncryptionKey` and `MACMethod` say about how the values below them are opened. */
export async function createUnsealer(
  encryptionKey: Element | undefined,
  macMethod: Element | undefined,
  keys: PskcKeys,
): Promise<Opened<Unsealer>> {
  const key = await findKey(encryptionKey, keys)
  if (!key.ok) return key
  const hmac = hmacs.get(macMethod?.attributes.get('Algorithm') ?? '')
  const sealedMacKey = childOf(macMethod, 'MACKey')
  if (macMethod === undefined) return no('mac-missing')
  if (hmac === undefined || sealedMacKey === undefined) return no('unsupported-mac')
  // It has no MAC of its own (6.1.2): what comes of a changed one fits no value's MAC.
  const macKey = decrypt(sealedMacKey, key.value)
  if (!macKey.ok) return macKey
  return { ok: true, value: { open: (data) => openValue(data, key.value, { hmac, key: macKey.value }) } }
}

async function findKey(encryptionKey: Element | undefined, keys: PskcKeys): Promise<Opened<Uint8Array>> {
  const derivation = foreignOf(encryptionKey, 'DerivedKey', 'KeyDerivationMethod')
  if (derivation !== undefined) {
    return keys.password === undefined ? no('password-needed') : derive(derivation, keys.password)
  }
  if (foreignOf(encryptionKey, 'KeyName') === undefined) return no('unsupported-encryption')
  return keys.preSharedKey === undefined
    ? no('pre-shared-key-needed')
    : { ok: true, value: keys.preSharedKey }
}

const pbkdf2Names: readonly (string | undefined)[] = [
  'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2',
  'http://www.w3.org/2009/xmlenc11#pbkdf2',
]
/** About two seconds with SHA-256 on one core. */
const maxRounds = 5_000_000
const deriveKey = promisify(pbkdf2)

/** RFC 6030 6.2, with the parameters of PKCS #5. */
async function derive(method: Element, password: string): Promise<Opened<Uint8Array>> {
  const parameters = foreignOf(method, 'PBKDF2-params')
  const salt = base64(foreignOf(parameters, 'Salt', 'Specified')?.text)
  const rounds = wholeNumber(foreignOf(parameters, 'IterationCount')?.text)
  const keyBytes = wholeNumber(foreignOf(parameters, 'KeyLength')?.text)
  const prf = foreignOf(parameters, 'PRF')?.attributes.get('Algorithm')
  const hash = prf === undefined ? 'sha1' : hmacs.get(prf)
  const known = pbkdf2Names.includes(method.attributes.get('Algorithm'))
  if (!known || hash === undefined || salt === undefined || rounds === undefined || keyBytes === undefined) {
    return no('unsupported-derivation')
  }
  if (rounds < 1 || ![...cbcKeyBytes.values()].includes(keyBytes)) return no('unsupported-derivation')
  if (rounds > maxRounds) return no('derivation-too-slow')
  return { ok: true, value: await deriveKey(password, salt, rounds, keyBytes, hash) }
}

/** First the MAC, over the initialization vector and the cipher text (6.1.1), then the opening. */
function openValue(
  data: Element,
  key: Uint8Array,
  mac: { readonly hmac: string; readonly key: Uint8Array },
): Opened<Buffer> {
  const sealed = childOf(data, 'EncryptedValue')
  const bytes = base64(foreignOf(sealed, 'CipherData', 'CipherValue')?.text)
  const given = base64(childOf(data, 'ValueMAC')?.text)
  if (given === undefined) return no('mac-missing')
  if (sealed === undefined || bytes === undefined) return no('wrong-key')
  const right = createHmac(mac.hmac, mac.key).update(bytes).digest()
  if (right.length !== given.length || !timingSafeEqual(right, given)) return no('wrong-key')
  return decrypt(sealed, key)
}

const blockBytes = 16

/** XML Encryption 5.2: IV ‖ AES-CBC, padded with any bytes, of which the last one says how many. */
function decrypt(sealed: Element, key: Uint8Array): Opened<Buffer> {
  const algorithm = foreignOf(sealed, 'EncryptionMethod')?.attributes.get('Algorithm') ?? ''
  const keyBytes = cbcKeyBytes.get(algorithm)
  const bytes = base64(foreignOf(sealed, 'CipherData', 'CipherValue')?.text)
  if (keyBytes === undefined) return no('unsupported-encryption')
  if (keyBytes !== key.length) return no('key-length')
  if (bytes === undefined || bytes.length < 2 * blockBytes || bytes.length % blockBytes !== 0)
    return no('wrong-key')
  const cipher = createDecipheriv(`aes-${keyBytes * 8}-cbc`, key, bytes.subarray(0, blockBytes))
  cipher.setAutoPadding(false)
  const padded = Buffer.concat([cipher.update(bytes.subarray(blockBytes)), cipher.final()])
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > blockBytes) return no('wrong-key')
  return { ok: true, value: padded.subarray(0, padded.length - padding) }
}
