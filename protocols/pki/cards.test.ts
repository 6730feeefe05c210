import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { createCards, parseCertificate, type CardRules, type RevocationDeps } from './index.ts'
import {
  aPki,
  caExtensions,
  cardExtensions,
  type Ca,
  type Issued,
  type Pki,
  type Wish,
} from './testing/pki.ts'

let pki: Pki
let root: Ca
let issuing: Ca
let now: Date
const subject = '/DC=example/DC=corp/CN=Alice'

before(async () => {
  pki = await aPki()
  root = await pki.root({ subject: '/DC=example/DC=corp/CN=Root CA', key: 'rsa' })
  issuing = await root.subordinate({ subject: '/DC=example/DC=corp/CN=Card CA', extensions: caExtensions })
  now = new Date()
})
after(() => pki[Symbol.asyncDispose]())

const certificate = ({ der }: Issued) => parseCertificate(der) ?? assert.fail('not a certificate')
const noNet: RevocationDeps = {
  loadCrl: async (source) => assert.fail(`asked for ${source}`),
  askResponder: async (url) => assert.fail(`asked ${url}`),
  random: randomBytes,
}
const rules = (change: Partial<CardRules> = {}): CardRules => ({
  trusted: [certificate(root)],
  purposes: ['smart-card-logon'],
  revocation: { crls: [], responder: undefined, hosts: [] },
  dangerouslyAcceptUnknownRevocation: true,
  ...change,
})
const card = (wish: Partial<Wish> = {}, ca = issuing) =>
  ca.issue({ subject, extensions: cardExtensions, ...wish })

async function verdict(chain: readonly Issued[], change: Partial<CardRules> = {}, at = now): Promise<string> {
  const answer = await createCards(rules(change), noNet).check(
    chain.map(({ der }) => der),
    at,
  )
  return answer.ok ? 'ok' : answer.why
}

const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)

suite('a card is trusted', () => {
  test('when its CA is, by way of another one that comes with the card or is configured', async () => {
    const alice = await card()
    assert.equal(await verdict([alice, issuing]), 'ok')
    assert.equal(await verdict([alice], { trusted: [certificate(root), certificate(issuing)] }), 'ok')
    assert.equal(await verdict([alice], { trusted: [certificate(issuing)] }), 'ok')
    assert.equal(await verdict([alice]), 'not-trusted')
    assert.equal(await verdict([alice, issuing], { trusted: [] }), 'not-trusted')
  })

  test('with each kind of key and signature that is strong', async () => {
    const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']
    const all = [
      await card({ key: 'rsa', hash: 'sha512' }, root),
      await card({ key: 'ed25519' }, root),
      await card({ signature: pss }, root),
    ]
    for (const one of all) assert.equal(await verdict([one]), 'ok')
    const edwards = await pki.root({ subject: '/CN=Edwards', key: 'ed25519', hash: 'null' })
    const other = await card({ hash: 'null' }, edwards)
    assert.equal(await verdict([other], { trusted: [certificate(edwards)] }), 'ok')
  })

  test('in any order of the others, and whatever else comes with them', async () => {
    const stranger = await pki.root({ subject: '/CN=Stranger' })
    assert.equal(await verdict([await card(), stranger, root, issuing]), 'ok')
  })

  test('exactly if OpenSSL says so', async () => {
    const short = await root.subordinate({
      subject: '/CN=Short',
      extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign'],
    })
    const below = await short.subordinate({ subject: '/CN=Below', extensions: caExtensions })
    const unsigning = await root.subordinate({
      subject: '/CN=Unsigning',
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,cRLSign'],
    })
    const noCa = await root.subordinate({ subject: '/CN=Person', extensions: cardExtensions })
    const chains: readonly (readonly Issued[])[] = [
      [await card(), issuing],
      [await card({}, short), short],
      [await card({}, below), below, short],
      [await card({}, unsigning), unsigning],
      [await card({}, noCa), noCa],
      [await card({ from: -10, to: -1 }), issuing],
      [await card({ from: 1 }), issuing],
    ]
    const verdicts = []
    for (const chain of chains) {
      const isOk = (await verdict(chain)) === 'ok'
      assert.equal(isOk, isOkForOpenSsl(chain))
      verdicts.push(isOk)
    }
    assert.deepEqual(verdicts, [true, true, false, false, false, false, false])
  })
})

function isOkForOpenSsl([first, ...others]: readonly Issued[]): boolean {
  const more = others.flatMap(({ certFile }) => ['-untrusted', certFile])
  const options = ['verify', '-x509_strict', '-CAfile', root.certFile, ...more, first?.certFile ?? '']
  try {
    execFileSync('openssl', options, { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

suite('a card is refused', () => {
  test('before and after its time, and when its CA’s is over', async () => {
    const alice = await card()
    assert.equal(await verdict([await card({ from: -10, to: -1 }), issuing]), 'expired')
    assert.equal(await verdict([await card({ from: 1 }), issuing]), 'not-yet-valid')
    assert.equal(await verdict([alice, issuing], {}, inDays(400)), 'expired')
    const old = await root.subordinate({ subject: '/CN=Old', extensions: caExtensions, to: 10 })
    assert.equal(await verdict([await card({}, old), old], {}, inDays(20)), 'expired')
    const oldRoot = await pki.root({ subject: '/CN=Old root', to: 10 })
    assert.equal(
      await verdict([await card({}, oldRoot)], { trusted: [certificate(oldRoot)] }, inDays(20)),
      'expired',
    )
  })

  test('when it is for something else', async () => {
    const usage = 'keyUsage=critical,digitalSignature'
    const server = await card({ extensions: [usage, 'extendedKeyUsage=serverAuth'] })
    const client = await card({ extensions: [usage, 'extendedKeyUsage=clientAuth'] })
    const anything = await card({ extensions: [usage, 'extendedKeyUsage=anyExtendedKeyUsage'] })
    const silent = await card({ extensions: [usage] })
    const cipher = await card({
      extensions: ['keyUsage=keyEncipherment', 'extendedKeyUsage=msSmartcardLogin'],
    })
    for (const one of [server, client, anything, silent, cipher, issuing]) {
      assert.equal(await verdict([one, issuing]), 'wrong-use')
    }
    assert.equal(await verdict([client, issuing], { purposes: ['smart-card-logon', 'client-auth'] }), 'ok')
  })

  test('when its CA may not issue cards', async () => {
    const mail = await root.subordinate({
      subject: '/CN=Mail CA',
      extensions: [...caExtensions, 'extendedKeyUsage=emailProtection'],
    })
    assert.equal(await verdict([await card({}, mail), mail]), 'wrong-use')
  })

  test('from another CA of the same name', async () => {
    const twin = await pki.root({ subject: '/DC=example/DC=corp/CN=Root CA', key: 'rsa' })
    const under = await twin.subordinate({
      subject: '/DC=example/DC=corp/CN=Card CA',
      extensions: caExtensions,
    })
    assert.equal(await verdict([await card({}, under), under]), 'not-trusted')
    assert.equal(await verdict([await card({}, under), issuing]), 'not-trusted')
    assert.equal(await verdict([await card({}, under), under, twin]), 'not-trusted')
    assert.equal(await verdict([await card({}, twin)]), 'not-trusted')
  })

  test('that another person’s card has signed', async () => {
    const mallory = await root.subordinate({ subject: '/CN=Mallory', extensions: cardExtensions })
    assert.equal(await verdict([await card({}, mallory), mallory]), 'not-trusted')
  })

  test('that signed itself', async () => {
    const own = await pki.root({ subject, extensions: cardExtensions })
    assert.equal(await verdict([own]), 'not-trusted')
    assert.equal(await verdict([own, issuing]), 'not-trusted')
  })

  test('with a weak key or a weak signature', async () => {
    assert.equal(await verdict([await card({ key: 'rsa1024' }), issuing]), 'weak')
    assert.equal(await verdict([await card({ key: 'secp256k1' }), issuing]), 'weak')
    const sha1 = await card({ hash: 'sha1' })
    assert.equal(await verdict([sha1, issuing]), 'weak')
    assert.equal(await verdict([sha1, issuing], { dangerouslyAcceptSha1: true }), 'ok')
    const md5 = await card({ hash: 'md5' }, root)
    assert.equal(await verdict([md5], { dangerouslyAcceptSha1: true }), 'not-trusted')
  })

  test('with anything critical that is not understood, in it or above it', async () => {
    const strange = await card({ extensions: [...cardExtensions, '1.2.3.4=critical,ASN1:NULL'] })
    assert.equal(await verdict([strange, issuing]), 'not-trusted')
    const named = await root.subordinate({
      subject: '/CN=Named',
      extensions: [...caExtensions, 'nameConstraints=critical,permitted;email:.example.com'],
    })
    assert.equal(await verdict([await card({}, named), named]), 'not-trusted')
  })

  test('with a chain too long, in circles, or of nonsense', async () => {
    let ca = root
    const chain: Ca[] = []
    for (let i = 0; i < 6; i++) {
      ca = await ca.subordinate({ subject: `/CN=Level ${i}`, extensions: caExtensions })
      chain.unshift(ca)
    }
    assert.equal(await verdict([await card({}, ca), ...chain]), 'not-trusted')
    assert.equal(await verdict([]), 'malformed')
    const junk = { ...issuing, der: Buffer.from('junk') }
    assert.equal(await verdict([junk]), 'malformed')
    assert.equal(await verdict([await card(), junk, issuing]), 'ok')
    const alice = await card()
    assert.equal(
      await verdict([{ ...alice, der: Buffer.concat([alice.der, Buffer.of(0)]) }, issuing]),
      'malformed',
    )
  })
})
