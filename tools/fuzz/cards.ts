import { randomBytes } from 'node:crypto'
import { createCards } from '../../protocols/pki/cards.ts'
import { parseCertificate } from '../../protocols/pki/certificate.ts'
import { isAbout, isSignedBy, parseCrl } from '../../protocols/pki/crl.ts'
import { mappingsOf } from '../../protocols/pki/mapping.ts'
import { ocspRequest, readOcspAnswer } from '../../protocols/pki/ocsp.ts'
import { aPki, cardExtensions, sidExtension } from '../../protocols/pki/testing/index.ts'
import type { Target } from './target.ts'

const sid = 'S-1-5-21-1-2-3-1104'
await using pki = await aPki()
const ca = await pki.root({ subject: '/DC=example/CN=Card CA' })
const places = ['crlDistributionPoints=URI:http://a/', 'authorityInfoAccess=OCSP;URI:http://a/']
const { der: card } = await ca.issue({
  subject: '/CN=Alice',
  extensions: [...cardExtensions, ...places, ...sidExtension(sid)],
})
const { der: rsa } = await ca.issue({
  subject: '/DC=example/OU=Größe/CN=Bob',
  key: 'rsa',
  extensions: [
    ...cardExtensions,
    'subjectAltName=@names',
    '[names]',
    'otherName=1.3.6.1.4.1.311.20.2.3;UTF8:bob@example',
    'URI=tag:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-7',
  ],
})
const certificate = parseCertificate(card) ?? fail('the card is no certificate')
const issuer = parseCertificate(ca.der) ?? fail('the CA is no certificate')
const crl = await ca.crl()
const nonce = randomBytes(32)
const ocspAnswer = await ca.answer(ocspRequest(certificate, issuer, nonce))
const now = new Date()
const question = { certificate, issuer, nonce, allowsNoNonce: true, allowsSha1: true }

const away = async () => Promise.reject(new Error('away'))
/** The most that can be allowed, so that as little as possible is refused for another reason than its bytes. */
const cards = createCards(
  {
    trusted: [issuer],
    purposes: ['smart-card-logon', 'client-auth'],
    revocation: { crls: [], responder: undefined, hosts: [] },
    dangerouslyAcceptUnknownRevocation: true,
    dangerouslyMapByUpn: true,
  },
  { loadCrl: away, askResponder: away, random: randomBytes },
)

/** What browsers show as a card, and what a CA's places answer over plain HTTP. */
export const cardTargets: readonly Target[] = [
  {
    name: 'card-certificate',
    corpus: [card, rsa, ca.der],
    words: [sid, 'S-1-5-', '0\x80', '\x06\x03U\x1d%', '\x30\x84', 'bob@example'],
    async feed(input) {
      const read = parseCertificate(input)
      for (const mapping of read === undefined ? [] : mappingsOf(read, true)) {
        if (mapping.by === 'sid' && !/^S-1-[\d-]+$/.test(mapping.sid)) throw new Error('no SID')
      }
      // Those that are no certificate come to the same end there, and with less in their way.
      const { ok } = await cards.check([input], now)
      if (ok && !isOneOf(input, [card, rsa])) throw new Error('accepted, and not what the CA signed')
    },
  },
  {
    name: 'card-crl',
    corpus: [crl],
    feed(input) {
      const list = parseCrl(input)
      if (list === undefined || !isAbout(list, certificate, now) || isOneOf(input, [crl])) return
      if (isSignedBy(list, issuer, true)) throw new Error('believed, and not what the CA signed')
    },
  },
  {
    name: 'card-ocsp-answer',
    corpus: [ocspAnswer],
    feed(input) {
      // It says "good", and what stands around the signed part may change.
      if (readOcspAnswer(input, question, now).status === 'revoked') throw new Error('an invented revocation')
    },
  },
]

function isOneOf(input: Uint8Array, all: readonly Uint8Array[]): boolean {
  return all.some((one) => Buffer.compare(one, input) === 0)
}

function fail(message: string): never {
  throw new Error(message)
}
