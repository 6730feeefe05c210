import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { parseCertificate } from './index.ts'
import { mappingsOf } from './mapping.ts'
import { aPki, cardExtensions, sidExtension, type Ca, type Pki, type Wish } from './testing/pki.ts'

let pki: Pki
let ca: Ca
before(async () => {
  pki = await aPki()
  ca = await pki.root({ subject: '/DC=com/DC=contoso/CN=CONTOSO-DC-CA' })
})
after(() => pki[Symbol.asyncDispose]())

const sid = 'S-1-5-21-1004336348-1177238915-682003330-1104'
const other = 'S-1-5-21-1004336348-1177238915-682003330-500'
const sidUrl = (text: string) => `tag:microsoft.com,2022-09-14:sid:${text}`
const upn = 'otherName.1=1.3.6.1.4.1.311.20.2.3;UTF8:alice@corp.example'
const alternative = (...lines: readonly string[]) => ['subjectAltName=@alt', '[alt]', ...lines]

async function mappings(wish: Partial<Wish>, allowsUpn = false, issuer = ca) {
  const { der } = await issuer.issue({ subject: '/CN=Alice', extensions: cardExtensions, ...wish })
  return mappingsOf(parseCertificate(der) ?? assert.fail('not a certificate'), allowsUpn)
}
async function values(wish: Partial<Wish>, issuer = ca): Promise<readonly string[]> {
  const [mapping] = await mappings(wish, false, issuer)
  return mapping?.by === 'alt' ? mapping.values : assert.fail(`mapped by ${mapping?.by}`)
}

suite('whom a card names', () => {
  test('the SID that its CA wrote into Microsoft’s extension', async () => {
    assert.deepEqual(await mappings({ extensions: sidExtension(sid) }), [{ by: 'sid', sid }])
    const full = [...cardExtensions, 'subjectAltName=@alt', ...sidExtension(sid), '[alt]', upn]
    assert.deepEqual(await mappings({ extensions: full }, true), [{ by: 'sid', sid }])
  })

  test('the SID in a URL of the alternative name, as device management asks for it', async () => {
    const extensions = alternative(`URI.1=${sidUrl(sid)}`, 'URI.2=https://corp.example/alice')
    assert.deepEqual(await mappings({ extensions }), [{ by: 'sid', sid }])
  })

  test('nobody, if it contradicts itself or its SID is none', async () => {
    const two = ['subjectAltName=@alt', ...sidExtension(sid), '[alt]', `URI.1=${sidUrl(other)}`]
    assert.deepEqual(await mappings({ extensions: two }, true), [])
    assert.deepEqual(await mappings({ extensions: sidExtension('S-1-5-21-1-*') }, true), [])
    assert.deepEqual(await mappings({ extensions: alternative(`URI.1=${sidUrl('')}`, upn) }, true), [])
  })

  test('the same SID twice is one', async () => {
    const twice = ['subjectAltName=@alt', ...sidExtension(sid), '[alt]', `URI.1=${sidUrl(sid)}`]
    assert.deepEqual(await mappings({ extensions: twice }), [{ by: 'sid', sid }])
  })

  test('a URL that only looks like it names nobody by SID', async () => {
    for (const url of [`x${sidUrl(sid)}`, sidUrl(sid).replace('2022', '2023'), `http://x/${sidUrl(sid)}`]) {
      const [mapping] = await mappings({ extensions: alternative(`URI.1=${url}`) })
      assert.equal(mapping?.by, 'alt', url)
    }
  })
})

suite('altSecurityIdentities', () => {
  test('issuer and serial number as in KB5014754', async () => {
    const wanted = 'X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SR>1200000000ac11000000002b'
    assert.ok((await values({ serial: '2B0000000011AC0000000012' })).includes(wanted))
  })

  test('issuer and serial number as the US government’s PIV guide has them', async () => {
    const authority = await pki.root({
      subject: '/C=US/O=U.S. Government/OU=Certification Authorities/OU=Government Demonstration CA',
    })
    const name = 'C=US,O=U.S. Government,OU=Certification Authorities,OU=Government Demonstration CA'
    assert.ok((await values({ serial: '495DA646' }, authority)).includes(`X509:<I>${name}<SR>46a65d49`))
  })

  test('a serial number with its first bit set, with the zero before it and without', async () => {
    const all = await values({ serial: 'F00102' })
    for (const serial of ['0201f0', '0201f000']) {
      assert.ok(all.includes(`X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SR>${serial}`), serial)
    }
  })

  test('names that need quotes, several values in one part, and attributes without a name', async () => {
    const issuer = await pki.root({
      subject: '/C=DE/ST=Berlin/O=Müller, "Söhne"/UID=x\\+y/CN=A+OU=B/emailAddress=ca@corp.example',
    })
    const name =
      'C=DE,S=Berlin,O="Müller, ""Söhne""",OID.0.9.2342.19200300.100.1.1="x+y",CN=A + OU=B,E=ca@corp.example'
    const [value] = await values({ serial: '01' }, issuer)
    assert.equal(value, `X509:<I>${name}<SR>01`)
  })

  test('key identifier and hashes of key and certificate', async () => {
    const { der } = await ca.issue({ subject: '/CN=Alice', extensions: cardExtensions })
    const certificate = parseCertificate(der) ?? assert.fail()
    const [mapping] = mappingsOf(certificate, false)
    const all = mapping?.by === 'alt' ? mapping.values : []
    const thumbprint = new X509Certificate(der).fingerprint.replaceAll(':', '').toLowerCase()
    // OpenSSL's key identifier is the hash of the key's bits (RFC 5280, 4.2.1.2, the first way).
    const keyHash = Buffer.from(certificate.subjectKeyId ?? []).toString('hex')
    assert.equal(keyHash, createHash('sha1').update(certificate.keyBits).digest('hex'))
    for (const value of [`<SKI>${keyHash}`, `<SHA1-PUKEY>${keyHash}`, `<SHA1-PUKEY>${thumbprint}`]) {
      assert.ok(all.includes(`X509:${value}`), value)
    }
  })

  test('never by a name alone: neither subject nor mail address nor UPN', async () => {
    const extensions = alternative(upn, 'email.1=alice@corp.example')
    const [mapping, ...more] = await mappings({ extensions })
    assert.deepEqual(more, [])
    assert.ok(mapping?.by === 'alt' && mapping.values.length > 0)
    assert.ok(!mapping.values.some((value) => /<S>|<RFC822>|alice/i.test(value)))
  })

  test('by UPN where that was allowed, and only after the strong ones', async () => {
    const [first, second] = await mappings({ extensions: alternative(upn) }, true)
    assert.equal(first?.by, 'alt')
    assert.deepEqual(second, { by: 'upn', upn: 'alice@corp.example' })
    const two = alternative(upn, 'otherName.2=1.3.6.1.4.1.311.20.2.3;UTF8:bob@corp.example')
    assert.equal((await mappings({ extensions: two }, true)).length, 1)
  })
})
