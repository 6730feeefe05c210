import assert from 'node:assert/strict'
import { createHash, createHmac, generateKeyPairSync, webcrypto } from 'node:crypto'
import { suite, test } from 'node:test'
import { argon2id } from 'hash-wasm'
import type { Sid } from '../ad/index.ts'
import { formatChallenge, parseChallenge } from '../challenge/index.ts'
import { rawPublicKey } from '../refresh/index.ts'
import {
  deviceRef,
  deviceSecret,
  formatAgreement,
  idsBeginWith,
  isFor,
  isResponse,
  makeChallenge,
  parseAgreement,
  responseTo,
} from './index.ts'

const alice = 'S-1-5-21-1004336348-1177238915-682003330-1104' as Sid
const bob = 'S-1-5-21-1004336348-1177238915-682003330-1105' as Sid
const device = 'AQIDBAUGBwgJCgsMDQ4PEA'
const secret = Buffer.alloc(32, 7)
const nonce = Buffer.from('0123456789', 'hex')
const challenge = makeChallenge(device, alice, { nonce, secret })
const asked = { challenge, account: alice, password: Buffer.from('Blauer Füller 77') }

suite('the secret of a device', () => {
  const [ours, theirs] = [generateKeyPairSync('x25519'), generateKeyPairSync('x25519')]
  const [a, b] = [rawPublicKey(ours.publicKey), rawPublicKey(theirs.publicKey)]
  const here = deviceSecret(device, { ours: ours.privateKey, theirs: b })

  test('is the same at both ends, and another one for each device and each server', () => {
    assert.equal(here?.length, 32)
    assert.deepEqual(deviceSecret(device, { ours: theirs.privateKey, theirs: a }), here)
    const other = rawPublicKey(generateKeyPairSync('x25519').publicKey)
    assert.notDeepEqual(deviceSecret('B'.repeat(22), { ours: ours.privateKey, theirs: b }), here)
    assert.notDeepEqual(deviceSecret(device, { ours: ours.privateKey, theirs: other }), here)
  })

  test('is HKDF over X25519, as the WebCrypto API computes it', async () => {
    const { subtle } = webcrypto
    const jwk = (key: typeof ours.privateKey) => key.export({ format: 'jwk' }) as webcrypto.JsonWebKey
    const mine = await subtle.importKey('jwk', jwk(ours.privateKey), 'X25519', false, ['deriveBits'])
    const its = await subtle.importKey('jwk', jwk(theirs.publicKey), 'X25519', false, [])
    const shared = await subtle.deriveBits({ name: 'X25519', public: its }, mine, 256)
    const key = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits'])
    const info = ['keyturn no-network secret/1', device, ...[a, b].toSorted()].join('\n')
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: Buffer.of(), info: Buffer.from(info) }
    assert.deepEqual(Buffer.from(await subtle.deriveBits(hkdf, key, 256)), here)
  })

  test('is not made with a point of small order, nor with what is no key', () => {
    for (const low of ['00'.repeat(32), `01${'00'.repeat(31)}`]) {
      const theirKey = Buffer.from(low, 'hex').toString('base64url')
      assert.equal(deviceSecret(device, { ours: ours.privateKey, theirs: theirKey }), undefined)
    }
    for (const none of ['', 'AAAA', `${b}A`, `${b.slice(0, -1)}!`]) {
      assert.equal(deviceSecret(device, { ours: ours.privateKey, theirs: none }), undefined)
    }
  })
})

suite('what the server signs for it', () => {
  const agreement = { device, key: 'A'.repeat(43), portal: 'https://reset.corp.example' }

  test('is written as it ever was, and read back', () => {
    const bytes = Buffer.from(
      `keyturn-no-network/1\ndevice ${device}\nkey ${agreement.key}\nportal https://reset.corp.example\n`,
    )
    assert.deepEqual(Buffer.from(formatAgreement(agreement)), bytes)
    assert.deepEqual(parseAgreement(bytes), agreement)
  })

  test('has one spelling', () => {
    const text = Buffer.from(formatAgreement(agreement)).toString()
    const others = [
      text.replace('/1', '/2'),
      text.replaceAll('\n', '\r\n'),
      `${text}\n`,
      `${text}key ${agreement.key}\n`,
      text.replace('portal ', 'portal  '),
      text.replace('https', 'http'),
      text.slice(0, -1),
      '',
    ]
    for (const other of others) assert.equal(parseAgreement(Buffer.from(other)), undefined, other)
  })

  test('cannot carry a line of its own in a field', () => {
    for (const portal of ['https://a\nkey B', 'https://a b', 'http://a', '']) {
      assert.throws(() => formatAgreement({ ...agreement, portal }), { message: 'agreement: portal' })
    }
  })
})

suite('a challenge that a device makes', () => {
  test('is the same for the same nonce, and names neither account nor device in the clear', () => {
    assert.equal(formatChallenge(challenge), '10410610504HMASW9AGA4BYE')
    assert.equal(deviceRef(device), challenge.device)
    assert.equal(idsBeginWith(challenge.device), device.slice(0, 6))
  })

  test('is for that account, of that device, with that nonce, and for nothing else', () => {
    assert.ok(isFor(challenge, alice, secret))
    assert.equal(isFor(challenge, bob, secret), false)
    assert.equal(isFor(challenge, alice, Buffer.alloc(32, 8)), false)
    assert.equal(isFor({ ...challenge, nonce: '00000000' }, alice, secret), false)
    assert.equal(isFor({ ...challenge, device: '00000000' }, alice, secret), false)
  })

  test('is what the other end reads', () => {
    assert.deepEqual(parseChallenge(formatChallenge(challenge)), { ok: true, challenge })
  })
})

suite('a response', () => {
  test('is the one that somebody else’s Argon2id and HMAC give', async () => {
    const about = `${formatChallenge(challenge).slice(0, 17)}\n${alice}`
    const salt = createHash('sha256').update(`keyturn no-network salt/1\n${about}`).digest().subarray(0, 16)
    const slow = await argon2id({
      password: asked.password,
      salt,
      parallelism: 1,
      iterations: 3,
      memorySize: 65_536,
      hashLength: 32,
      outputType: 'binary',
    })
    const label = `keyturn no-network response/1\n${about}\n`
    const mac = createHmac('sha256', secret).update(label).update(slow).digest()
    const bits = Array.from(mac, (byte) => byte.toString(2).padStart(8, '0')).join('')
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    const symbols = Array.from({ length: 16 }, (_, i) =>
      alphabet.charAt(Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)),
    )
    assert.equal(await responseTo(asked, secret), symbols.join(''))
    assert.equal(symbols.join(''), 'G4CKEPCMV3S4BGM8', 'as it ever was')
  })

  test('fits one password, one account, one nonce, one device, one secret', async () => {
    const response = await responseTo(asked, secret)
    assert.match(response, /^[0-9A-HJKMNP-TV-Z]{16}$/)
    assert.ok(await isResponse(response, asked, secret))
    const others = [
      { ...asked, password: Buffer.from('Blauer Fu\u0308ller 77') },
      { ...asked, account: bob },
      { ...asked, challenge: { ...challenge, nonce: '00000000' } },
      { ...asked, challenge: { ...challenge, device: '00000000' } },
    ]
    for (const other of others) assert.equal(await isResponse(response, other, secret), false)
    assert.equal(await isResponse(response, asked, Buffer.alloc(32, 8)), false)
    for (const given of ['', response.toLowerCase()]) {
      assert.equal(await isResponse(given, asked, secret), false, given)
    }
  })
})
