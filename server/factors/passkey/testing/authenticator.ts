import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** How an authenticator and the browser around it behave; left out: as good ones do. */
export interface Behaviour {
  readonly userPresent?: boolean
  readonly userVerified?: boolean
  readonly backupEligible?: boolean
  readonly backedUp?: boolean
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  readonly userHandle?: string
  /** Signs its own statement about itself (WebAuthn L3, 6.5.4). */
  readonly selfAttested?: boolean
}

/** One passkey in software: ES256. */
export interface TestKey {
  readonly privateKey: KeyObject
  readonly credentialId: Buffer
  readonly userHandle: string
  /** Of the last use; left at 0 by one that does not count. */
  counter: number
  readonly counts: boolean
}

export interface BrowserOptions {
  readonly challenge: string
  readonly rpId?: string
  readonly rp?: { readonly id: string }
  readonly user?: { readonly id: string }
}

export const testOrigin = 'https://portal.corp.example'
export const testAaguid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'

/** `navigator.credentials.create`: the new key, and the text that the portal sends to the server. */
export function createKey(
  options: BrowserOptions,
  behaviour: Behaviour = {},
  counts = true,
): { readonly key: TestKey; readonly answer: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const userHandle = options.user?.id ?? ''
  const key = { privateKey, credentialId: randomBytes(32), userHandle, counter: 0, counts }
  return { key, answer: JSON.stringify(registrationOf(key, options, behaviour)) }
}

export function registrationOf(key: TestKey, options: BrowserOptions, behaviour: Behaviour = {}) {
  const rpId = behaviour.rpId ?? options.rp?.id ?? ''
  const clientData = clientDataOf('webauthn.create', options, behaviour)
  const attested = Buffer.concat([
    Buffer.from(testAaguid.replaceAll('-', ''), 'hex'),
    uint16(key.credentialId.length),
    key.credentialId,
    coseKey(key.privateKey),
  ])
  const data = authenticatorData(rpId, key.counter, behaviour, attested)
  const id = key.credentialId.toString('base64url')
  return {
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: { credProps: { rk: true } },
    response: {
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject(key, data, clientData, behaviour).toString('base64url'),
      transports: ['internal', 'carrier-pigeon'],
    },
  }
}

/** `navigator.credentials.get`. */
export function useKey(key: TestKey, options: BrowserOptions, behaviour: Behaviour = {}): string {
  return JSON.stringify(assertionOf(key, options, behaviour))
}

function assertionOf(key: TestKey, options: BrowserOptions, behaviour: Behaviour = {}) {
  if (key.counts) key.counter++
  const rpId = behaviour.rpId ?? options.rpId ?? ''
  const clientData = clientDataOf('webauthn.get', options, behaviour)
  const data = authenticatorData(rpId, key.counter, behaviour)
  const id = key.credentialId.toString('base64url')
  return {
    id,
    rawId: id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signed(key, data, clientData).toString('base64url'),
      userHandle: behaviour.userHandle ?? key.userHandle,
    },
  }
}

function clientDataOf(type: string, { challenge }: BrowserOptions, behaviour: Behaviour): Buffer {
  const { origin = testOrigin, crossOrigin = false, topOrigin } = behaviour
  const data = { type: behaviour.type ?? type, challenge, origin, crossOrigin, topOrigin }
  return Buffer.from(JSON.stringify(data))
}

/** WebAuthn L3, 6.1: SHA-256 of the RP ID (32), flags (1), counter (4), then what is attested. */
function authenticatorData(
  rpId: string,
  counter: number,
  { userPresent = true, userVerified = true, backupEligible = false, backedUp = false }: Behaviour,
  attested?: Buffer,
): Buffer {
  const flags =
    (userPresent ? 1 : 0) |
    (userVerified ? 1 << 2 : 0) |
    (backupEligible ? 1 << 3 : 0) |
    (backedUp ? 1 << 4 : 0) |
    (attested ? 1 << 6 : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(flags), count, attested ?? Buffer.alloc(0)])
}

/** `{ 1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y }` in CBOR (RFC 9052, 7; RFC 9053, 7.1). */
function coseKey(privateKey: KeyObject): Buffer {
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
}

/** `{ "fmt": …, "attStmt": …, "authData": … }` in CBOR (WebAuthn L3, 6.5.4, 8.2 and 8.7). */
function attestationObject(key: TestKey, data: Buffer, clientData: Buffer, behaviour: Behaviour): Buffer {
  const signature = behaviour.selfAttested === true ? signed(key, data, clientData) : undefined
  const statement =
    signature === undefined
      ? [text('none'), text('attStmt'), Buffer.of(0xa0)]
      : [text('packed'), text('attStmt'), Buffer.of(0xa2), text('alg'), Buffer.of(0x26), text('sig')]
  return Buffer.concat([
    Buffer.of(0xa3),
    text('fmt'),
    ...statement,
    ...(signature === undefined ? [] : [bytes(signature)]),
    text('authData'),
    bytes(data),
  ])
}

const text = (value: string) => Buffer.from([0x60 + value.length, ...Buffer.from(value)])
const bytes = (value: Buffer) =>
  value.length < 256
    ? Buffer.from([0x58, value.length, ...value])
    : Buffer.concat([Buffer.of(0x59), uint16(value.length), value])

const signed = ({ privateKey }: TestKey, data: Buffer, clientData: Buffer) =>
  sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey)

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest()

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2)
  buffer.writeUInt16BE(value)
  return buffer
}
