import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import type { RevocationDeps } from './index.ts'
import { aChecker, type Around } from './testing/checker.ts'
import { aPki, cardExtensions, type Ca, type Issued, type Pki } from './testing/pki.ts'

let pki: Pki
let ca: Ca
let alice: Issued
let mallory: Issued
let now: Date
const subject = '/CN=Alice'
const ocspUrl = 'http://ocsp.corp.example/'

before(async () => {
  pki = await aPki()
  ca = await pki.root({ subject: '/CN=Card CA' })
  alice = await ca.issue({ subject, extensions: cardExtensions })
  mallory = await ca.issue({ subject: '/CN=Mallory', extensions: cardExtensions })
  await ca.revoke(mallory)
  now = new Date()
})
after(() => pki[Symbol.asyncDispose]())

const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

const checker = (around: Around) => aChecker(ca, around)

suite('an OCSP responder', () => {
  const responder = ocspUrl
  const honest = (_url: string, request: Uint8Array) => ca.answer(request)
  const delegateOf = (issuer: Ca, extensions: readonly string[]) =>
    issuer.issue({ subject: '/CN=Responder', extensions })
  const proper = ['extendedKeyUsage=OCSPSigning', 'noCheck=ignored', 'keyUsage=digitalSignature']

  test('names the stolen card, and lets the other one in', async () => {
    const { verdict } = checker({ revocation: { responder }, responder: honest })
    assert.equal(await verdict(alice), 'ok')
    assert.equal(await verdict(mallory), 'revoked')
  })

  test('may be somebody to whom the CA gave that office', async () => {
    const delegate = await delegateOf(ca, proper)
    const { verdict } = checker({
      revocation: { responder },
      responder: (_, request) => ca.answer(request, delegate),
    })
    assert.equal(await verdict(alice), 'ok')
    assert.equal(await verdict(mallory), 'revoked')
  })

  test('may not be a card, another CA’s responder, or one whose office is over', async () => {
    const twin = await pki.root({ subject: '/CN=Card CA' })
    const impostors = [
      alice,
      await delegateOf(twin, proper),
      await delegateOf(ca, ['extendedKeyUsage=OCSPSigning']),
      await delegateOf(ca, ['noCheck=ignored', 'extendedKeyUsage=clientAuth']),
      await ca.issue({ subject: '/CN=Old', extensions: proper, from: -10, to: -1 }),
      twin,
    ]
    for (const one of impostors) {
      const { verdict } = checker({
        revocation: { responder },
        responder: (_, request) => ca.answer(request, one),
      })
      assert.equal(await verdict(alice), 'revocation-unknown')
    }
  })

  test('cannot be replayed: an answer to another question, or to none, is not believed', async () => {
    let kept: Uint8Array | undefined
    const replay = async (_: string, request: Uint8Array) => (kept ??= await ca.answer(request))
    assert.equal(await checker({ revocation: { responder }, responder: replay }).verdict(alice), 'ok')
    assert.equal(
      await checker({ revocation: { responder }, responder: replay }).verdict(alice),
      'revocation-unknown',
    )
    assert.equal(
      await checker({ revocation: { responder }, responder: replay }).verdict(mallory),
      'revocation-unknown',
    )
  })

  test('without a nonce is believed only where that was allowed, and never when it is old', async () => {
    const files = [
      '-issuer',
      ca.certFile,
      '-cert',
      alice.certFile,
      '-no_nonce',
      '-reqout',
      `${alice.certFile}.req`,
    ]
    execFileSync('openssl', ['ocsp', ...files])
    const answer = await ca.answer(readFileSync(`${alice.certFile}.req`))
    const around = { revocation: { responder }, responder: async () => answer }
    assert.equal(await checker(around).verdict(alice), 'revocation-unknown')
    const loose = { ...around, rules: { dangerouslyAcceptOcspWithoutNonce: true } }
    assert.equal(await checker(loose).verdict(alice), 'ok')
    assert.equal(await checker(loose).verdict(alice, later(20)), 'revocation-unknown')
    assert.equal(await checker(loose).verdict(alice, later(-20)), 'revocation-unknown')
    assert.equal(await checker(loose).verdict(mallory), 'revocation-unknown')
  })

  test('that knows nothing of the card, is away or talks nonsense leaves it to the list', async () => {
    const stranger = await pki.root({ subject: '/CN=Other' })
    const answers: RevocationDeps['askResponder'][] = [
      (_, request) => stranger.answer(request),
      async () => Promise.reject(new Error('away')),
      async () => Buffer.from('<html>'),
      // tryLater
      async () => Buffer.from('30030a0103', 'hex'),
    ]
    const crls = { a: await ca.crl() }
    for (const answer of answers) {
      assert.equal(
        await checker({ revocation: { responder }, responder: answer }).verdict(alice),
        'revocation-unknown',
      )
      const { verdict } = checker({ revocation: { responder, crls: ['a'] }, crls, responder: answer })
      assert.equal(await verdict(alice), 'ok')
      assert.equal(await verdict(mallory), 'revoked')
    }
  })

  test('is asked where the card says only inside the network, and once in some minutes', async () => {
    const places = `authorityInfoAccess=OCSP;URI:http://evil.example/,OCSP;URI:${ocspUrl}`
    const bob = await ca.issue({ subject, extensions: [...cardExtensions, places] })
    const closed = checker({ responder: honest })
    assert.equal(await closed.verdict(bob), 'revocation-unknown')
    assert.deepEqual(closed.asked, [])
    const open = checker({ responder: honest, revocation: { hosts: ['ocsp.corp.example'] } })
    assert.equal(await open.verdict(bob), 'ok')
    assert.equal(await open.verdict(bob, later(4)), 'ok')
    assert.deepEqual(open.asked, [ocspUrl])
    assert.equal(await open.verdict(bob, later(6)), 'ok')
    assert.equal(open.asked.length, 2)
  })

  test('that was believed is not believed any longer once it is away', async () => {
    let isAway = false
    const { verdict } = checker({
      revocation: { responder },
      responder: (url, request) => (isAway ? Promise.reject(new Error('away')) : honest(url, request)),
    })
    assert.equal(await verdict(alice), 'ok')
    isAway = true
    assert.equal(await verdict(alice, later(6)), 'revocation-unknown')
  })
})
