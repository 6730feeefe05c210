import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** Key containers as vendors write them, for tests. RFC 6030 6.1: one key for all values, one MAC key under it. */
export interface Writing {
  readonly key: Uint8Array
  /** Of `http://www.w3.org/…`: `2001/04/xmldsig-more#hmac-sha256`. */
  readonly mac: string
  readonly hash: string
  /** Content of `EncryptionKey`. */
  readonly encryptionKey: string
}

const w3 = 'http://www.w3.org/'

const preSharedKey = '<ds:KeyName>Pre-shared-key</ds:KeyName>'

export const sha1Writing = (key: Uint8Array, encryptionKey = preSharedKey): Writing => ({
  key,
  mac: '2000/09/xmldsig#hmac-sha1',
  hash: 'sha1',
  encryptionKey,
})

export const sha2Writing = (key: Uint8Array, bits: 256 | 512, encryptionKey = preSharedKey): Writing => ({
  key,
  mac: `2001/04/xmldsig-more#hmac-sha${bits}`,
  hash: `sha${bits}`,
  encryptionKey,
})

export interface Derivation {
  readonly password: string
  readonly rounds: number
  readonly keyBytes: number
  readonly prf?: { readonly name: string; readonly hash: string }
}

export function derived({ password, rounds, keyBytes, prf }: Derivation) {
  const salt = randomBytes(16)
  const algorithm = prf === undefined ? '' : ` Algorithm="${w3}${prf.name}"`
  const encryptionKey =
    `<xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="${w3}2009/xmlenc11#pbkdf2">` +
    `<xenc11:PBKDF2-params><xenc11:Salt><xenc11:Specified>${salt.toString('base64')}</xenc11:Specified></xenc11:Salt>` +
    `<xenc11:IterationCount>${rounds}</xenc11:IterationCount><xenc11:KeyLength>${keyBytes}</xenc11:KeyLength>` +
    `<xenc11:PRF${algorithm}/></xenc11:PBKDF2-params></xenc11:KeyDerivationMethod>` +
    `<xenc11:MasterKeyName>Letter of May</xenc11:MasterKeyName></xenc11:DerivedKey>`
  const key = pbkdf2Sync(password, salt, Math.min(rounds, 1000), keyBytes, prf?.hash ?? 'sha1')
  return { key, encryptionKey }
}

export interface WrittenKey {
  readonly id: string
  readonly type: 'hotp' | 'totp'
  readonly digits: number
  readonly suite?: string
  readonly seed: Uint8Array
  /** `Counter`, `TimeInterval` … */
  readonly numbers?: Readonly<Record<string, number>>
}

const namespaces =
  `xmlns="urn:ietf:params:xml:ns:keyprov:pskc" xmlns:ds="${w3}2000/09/xmldsig#" ` +
  `xmlns:xenc="${w3}2001/04/xmlenc#" xmlns:xenc11="${w3}2009/xmlenc11#"`

/** In the clear without `writing`. */
export function writeContainer(keys: readonly WrittenKey[], writing?: Writing): string {
  const macKey = randomBytes(20)
  const head =
    writing === undefined
      ? ''
      : `<EncryptionKey>${writing.encryptionKey}</EncryptionKey>` +
        `<MACMethod Algorithm="${w3}${writing.mac}"><MACKey>${encrypt(macKey, writing).xml}</MACKey></MACMethod>`
  const value = (bytes: Uint8Array, plain: string) => {
    if (writing === undefined) return `<PlainValue>${plain}</PlainValue>`
    const { xml, raw } = encrypt(bytes, writing)
    const mac = createHmac(writing.hash, macKey).update(raw).digest('base64')
    return `<EncryptedValue>${xml}</EncryptedValue><ValueMAC>${mac}</ValueMAC>`
  }
  const packages = keys.map((key) => writePackage(key, value))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" ${namespaces}>${head}${packages.join('\n')}</KeyContainer>`
}

function writePackage(
  { id, type, digits, suite, seed, numbers = {} }: WrittenKey,
  value: (bytes: Uint8Array, plain: string) => string,
): string {
  const data = Object.entries(numbers).map(([name, number]) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(BigInt(number))
    return `<${name}>${value(bytes, String(number))}</${name}>`
  })
  return (
    `<KeyPackage><DeviceInfo><Manufacturer>oath.Maker</Manufacturer><SerialNo>S-${id}</SerialNo><Model>M1</Model>` +
    `</DeviceInfo><Key Id="${id}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:${type}"><AlgorithmParameters>` +
    (suite === undefined ? '' : `<Suite>${suite}</Suite>`) +
    `<ResponseFormat Length="${digits}" Encoding="DECIMAL"/></AlgorithmParameters><Data>` +
    `<Secret>${value(seed, Buffer.from(seed).toString('base64'))}</Secret>${data.join('')}</Data></Key></KeyPackage>`
  )
}

function encrypt(plain: Uint8Array, { key }: Writing) {
  const iv = randomBytes(16)
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv)
  const raw = Buffer.concat([iv, cipher.update(plain), cipher.final()])
  const xml =
    `<xenc:EncryptionMethod Algorithm="${w3}2001/04/xmlenc#aes${key.length * 8}-cbc"/>` +
    `<xenc:CipherData><xenc:CipherValue>${raw.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  return { xml, raw }
}
