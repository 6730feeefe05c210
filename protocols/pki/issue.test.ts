import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { certificatePem, issueCertificate, p256Key, type Issue } from './issue.ts'
import { parseCertificate } from './certificate.ts'

const aKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ca = aKey()
const client = aKey()
const between = { notBefore: new Date('2026-11-21T10:10:00Z'), notAfter: new Date('2026-11-21T10:25:00Z') }

const theCa: Issue = {
  serial: Uint8Array.of(0, 0x80, 1),
  issuer: 'Tunnels',
  subject: 'Tunnels',
  notBefore: new Date('2026-11-21T00:00:00Z'),
  notAfter: new Date('2056-11-21T00:00:00Z'),
  key: ca.publicKey,
  issuerKey: ca.privateKey,
  use: 'ca',
}
const theClient: Issue = {
  ...theCa,
  ...between,
  serial: Uint8Array.of(0xfe, 2),
  subject: 'device',
  key: client.publicKey,
  use: 'client',
}

/** What OpenSSL thinks of the client's certificate for that purpose, at that time. */
function verified(purpose: 'sslclient' | 'sslserver', at: string) {
  const folder = mkdtempSync(join(tmpdir(), 'kt-issue-'))
  try {
    const files = [join(folder, 'ca.pem'), join(folder, 'client.pem')] as const
    writeFileSync(files[0], certificatePem(issueCertificate(theCa)))
    writeFileSync(files[1], certificatePem(issueCertificate(theClient)))
    const when = String(Date.parse(at) / 1000)
    const argv = ['verify', '-x509_strict', '-purpose', purpose, '-attime', when, '-CAfile', ...files]
    return execFileSync('openssl', argv, { stdio: 'pipe' }).toString().trim().endsWith(': OK')
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

suite('a certificate that we issue', () => {
  test('OpenSSL takes at its strictest, for a client and for nothing else', () => {
    assert.equal(verified('sslclient', '2026-11-21T10:15:00Z'), true)
    assert.equal(verified('sslserver', '2026-11-21T10:15:00Z'), false)
  })

  test('OpenSSL refuses before its time, and after it', () => {
    assert.equal(verified('sslclient', '2026-11-21T10:09:00Z'), false)
    assert.equal(verified('sslclient', '2026-11-21T10:26:00Z'), false)
  })

  test('says what was wished, also to our own reader of smart cards', () => {
    const der = issueCertificate(theClient)
    const read = new X509Certificate(der)
    assert.equal(read.subject, 'CN=device')
    assert.equal(read.issuer, 'CN=Tunnels')
    assert.equal(read.serialNumber, 'FE02')
    assert.equal(read.ca, false)
    assert.ok(
      read.checkPrivateKey(createPrivateKey(client.privateKey.export({ format: 'pem', type: 'pkcs8' }))),
    )
    const ours = parseCertificate(der)
    assert.deepEqual([ours?.notBefore, ours?.notAfter], [between.notBefore, between.notAfter])
  })

  test('is signed by no key but P-256, and for no other', () => {
    const other = generateKeyPairSync('ed25519')
    assert.throws(() => issueCertificate({ ...theClient, issuerKey: other.privateKey }), TypeError)
    assert.throws(() => issueCertificate({ ...theClient, key: other.publicKey }), TypeError)
  })
})

suite('the key of somebody who asks for a certificate', () => {
  test('is taken in its one spelling', () => {
    const spki = client.publicKey.export({ format: 'der', type: 'spki' })
    assert.ok(p256Key(spki)?.equals(client.publicKey))
    assert.equal(p256Key(Buffer.concat([spki, Buffer.of(0)])), undefined)
    assert.equal(p256Key(spki.subarray(1)), undefined)
  })

  test('is not taken when it is of another kind, or no point of the curve', () => {
    const others = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('ed25519'),
    ]
    for (const { publicKey } of others) {
      assert.equal(p256Key(publicKey.export({ format: 'der', type: 'spki' })), undefined)
    }
    const bent = Buffer.from(client.publicKey.export({ format: 'der', type: 'spki' }))
    bent[90] = (bent[90] ?? 0) ^ 1
    assert.equal(p256Key(bent), undefined)
  })
})
