import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { parseCertificate } from './index.ts'
import { aChecker, type Around } from './testing/checker.ts'
import { aPki, cardExtensions, type Ca, type Issued, type Pki } from './testing/pki.ts'

let pki: Pki
let ca: Ca
let alice: Issued
let mallory: Issued
let now: Date
const subject = '/CN=Alice'
const crlUrl = 'http://pki.corp.example/card.crl'

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

suite('a list of revoked cards', () => {
  test('names the stolen card, and lets the other one in', async () => {
    const { verdict } = checker({ revocation: { crls: ['a'] }, crls: { a: await ca.crl() } })
    assert.equal(await verdict(alice), 'ok')
    assert.equal(await verdict(mallory), 'revoked')
  })

  test('that is not there, too old or not yet valid says nothing, and nobody gets in', async () => {
    const crls = { a: await ca.crl(['-crlhours', '1']) }
    assert.equal(await checker({}).verdict(alice), 'revocation-unknown')
    assert.equal(await checker({ revocation: { crls: ['b'] }, crls }).verdict(alice), 'revocation-unknown')
    const { verdict } = checker({ revocation: { crls: ['a'] }, crls })
    assert.equal(await verdict(alice, later(-10)), 'revocation-unknown')
    assert.equal(await verdict(alice, later(61)), 'revocation-unknown')
    const soft = { dangerouslyAcceptUnknownRevocation: true }
    assert.equal(await checker({ rules: soft }).verdict(alice), 'ok')
  })

  test('revokes even where not knowing is accepted', async () => {
    const rules = { dangerouslyAcceptUnknownRevocation: true }
    const { verdict } = checker({ rules, revocation: { crls: ['a'] }, crls: { a: await ca.crl() } })
    assert.equal(await verdict(mallory), 'revoked')
  })

  test('of another CA, also one of the same name, lets nobody in', async () => {
    for (const name of ['/CN=Card CA', '/CN=Other']) {
      const other = await pki.root({ subject: name })
      const { verdict } = checker({ revocation: { crls: ['a'] }, crls: { a: await other.crl() } })
      assert.equal(await verdict(mallory), 'revocation-unknown')
      assert.equal(await verdict(alice), 'revocation-unknown')
    }
  })

  test('that was changed on its way is not believed', async () => {
    const crl = Buffer.from(await ca.crl())
    const at = crl.indexOf(Buffer.from(parseCertificate(mallory.der)?.serial ?? []))
    crl[at + 3] = (crl[at + 3] ?? 0) ^ 1
    const { verdict } = checker({ revocation: { crls: ['a'] }, crls: { a: crl } })
    assert.equal(await verdict(mallory), 'revocation-unknown')
  })

  test('that is only a part of the truth is not taken for the whole', async () => {
    const parts = [
      'issuingDistributionPoint=critical,@p\n[p]\nonlyCA=TRUE',
      'issuingDistributionPoint=critical,@p\n[p]\nonlysomereasons=keyCompromise',
      'issuingDistributionPoint=critical,@p\n[p]\nindirectCRL=TRUE',
      `issuingDistributionPoint=critical,@p\n[p]\nfullname=URI:${crlUrl}`,
      '2.5.29.27=critical,ASN1:INTEGER:1',
    ]
    for (const part of parts) {
      const { verdict } = checker({
        revocation: { crls: ['a'] },
        crls: { a: await ca.crl(undefined, [part]) },
      })
      assert.equal(await verdict(alice), 'revocation-unknown', part)
    }
    const people = 'issuingDistributionPoint=critical,@p\n[p]\nonlyuser=TRUE'
    const { verdict } = checker({
      revocation: { crls: ['a'] },
      crls: { a: await ca.crl(undefined, [people]) },
    })
    assert.equal(await verdict(alice), 'ok')
  })

  test('for one place counts for the cards that name the place', async () => {
    const point = `issuingDistributionPoint=critical,@p\n[p]\nfullname=URI:${crlUrl}`
    const bob = await ca.issue({
      subject,
      extensions: [...cardExtensions, `crlDistributionPoints=URI:${crlUrl}`],
    })
    const crls = { a: await ca.crl(undefined, [point]) }
    assert.equal(await checker({ revocation: { crls: ['a'] }, crls }).verdict(bob), 'ok')
  })

  test('is fetched from where the card says only inside the network', async () => {
    const places = [
      crlUrl,
      'http://evil.example/x.crl',
      'https://pki.corp.example/x',
      'ldap://pki.corp.example/x',
    ]
    const odd = [
      'http://pki.corp.example@evil.example/',
      'http://evil.example/pki.corp.example',
      'http://a@pki.corp.example/',
    ]
    const points = [...places, ...odd].map((url) => `URI:${url}`).join(',')
    const bob = await ca.issue({
      subject,
      extensions: [...cardExtensions, `crlDistributionPoints=${points}`],
    })
    const crls = { [crlUrl]: await ca.crl() }
    const closed = checker({ crls })
    assert.equal(await closed.verdict(bob), 'revocation-unknown')
    assert.deepEqual(closed.asked, [])
    const open = checker({ crls, revocation: { hosts: ['PKI.corp.example'] } })
    assert.equal(await open.verdict(bob), 'ok')
    assert.deepEqual(open.asked, [crlUrl])
  })

  test('is fetched once for many, again after minutes, and kept while its place is away', async () => {
    let crl: Promise<Uint8Array> = ca.crl()
    const { verdict, asked } = checker({ revocation: { crls: ['a'] }, crls: { a: () => crl } })
    const all = await Promise.all(Array.from({ length: 20 }, () => verdict(alice)))
    assert.deepEqual([...new Set(all)], ['ok'])
    assert.equal(asked.length, 1)
    const failing = Promise.reject<Uint8Array>(new Error('away'))
    failing.catch(() => undefined)
    crl = failing
    assert.equal(await verdict(mallory, later(6)), 'revoked')
    assert.equal(await verdict(alice, later(6)), 'ok')
    assert.equal(asked.length, 2)
    assert.equal(await verdict(alice, later(60 * 24 * 8)), 'revocation-unknown')
  })

  test('has to answer for the CAs between as well', async () => {
    const between = await ca.subordinate({
      subject: '/CN=Between',
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
    })
    const bob = await between.issue({ subject, extensions: cardExtensions })
    const crls = { low: await between.crl(), high: await ca.crl() }
    assert.equal(
      await checker({ crls, revocation: { crls: ['low'] } }).verdict(bob, now, between),
      'revocation-unknown',
    )
    const both = checker({ crls, revocation: { crls: ['low', 'high'] } })
    assert.equal(await both.verdict(bob, now, between), 'ok')
    await ca.revoke(between)
    const after = { ...crls, high: await ca.crl() }
    assert.equal(
      await checker({ crls: after, revocation: { crls: ['low', 'high'] } }).verdict(bob, now, between),
      'revoked',
    )
  })
})
