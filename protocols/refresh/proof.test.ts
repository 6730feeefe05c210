import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { rawPublicKey, signingPublicKey } from './keys.ts'
import { formatProof, parseProof, verifyProof, type ProvedRequest } from './proof.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const request: ProvedRequest = {
  method: 'POST',
  url: '/api/device/reports?a=1',
  body: Buffer.from('{"a":1}'),
}
const claims = { device: 'A'.repeat(22), time: 1_795_228_800_000, nonce: 'B'.repeat(21) + 'A' }
const header = formatProof(request, claims, privateKey)

const read = (value: string) => {
  const proof = parseProof(value)
  assert.ok(proof)
  return proof
}

suite('the proof of possession on a request', () => {
  test('is read as it was written and verifies', () => {
    const { signature, ...rest } = read(header)
    assert.deepEqual(rest, claims)
    assert.ok(verifyProof(request, { ...rest, signature }, publicKey))
    assert.match(header, /^Keyturn-Device 1\.A{22}\.1795228800000\.B{21}A\.[\w-]{86}$/)
  })

  test('fits no other method, address, query, body, device, time or nonce', () => {
    const proof = read(header)
    const requests = [
      { ...request, method: 'GET' },
      { ...request, url: '/api/device/reports?a=2' },
      { ...request, url: '/api/device/reports' },
      { ...request, body: Buffer.from('{"a":2}') },
    ]
    for (const other of requests) assert.equal(verifyProof(other, proof, publicKey), false)
    const proofs = [
      { ...proof, device: 'C'.repeat(21) + 'A' },
      { ...proof, time: proof.time + 1 },
      { ...proof, nonce: 'C'.repeat(21) + 'A' },
    ]
    for (const other of proofs) assert.equal(verifyProof(request, other, publicKey), false)
  })

  test('of another key is refused', () => {
    const other = generateKeyPairSync('ed25519').publicKey
    assert.equal(verifyProof(request, read(header), other), false)
  })

  test('has one spelling', () => {
    const others = [
      header.replace('Keyturn-Device', 'keyturn-device'),
      header.replace(' 1.', ' 2.'),
      header.replace('.1795228800000', '.01795228800000'),
      header.replace('BA.', 'BB.'),
      `${header} `,
      `${header}=`,
      header.slice(0, -1),
    ]
    for (const other of others) assert.equal(parseProof(other), undefined, other)
  })

  test('a line break cannot move from one line of the signed bytes to another', () => {
    assert.throws(() => formatProof({ ...request, url: '/a\nb' }, claims, privateKey), /line break/)
  })

  test('whatever a header says, reading it answers', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(header.length), (noise, at) => {
        for (const value of [noise, header.slice(0, at) + noise]) {
          const proof = parseProof(value)
          if (proof !== undefined) assert.equal(value, header)
        }
      }),
    )
  })
})

suite('a raw public key', () => {
  test('comes back as the same key', () => {
    const raw = rawPublicKey(publicKey)
    assert.ok(signingPublicKey(raw)?.equals(createPublicKey(privateKey)))
  })

  test('of another length or spelling is none', () => {
    const raw = rawPublicKey(publicKey)
    for (const bad of ['', raw.slice(1), `${raw}A`, `${raw}=`]) assert.equal(signingPublicKey(bad), undefined)
  })
})
