import { parsed } from '../../protocols/der/index.ts'
import {
  createFrameReader,
  formatProxyMessage,
  longestMessage,
  parseKdcAnswer,
  parseProxyMessage,
  serviceFor,
  unframed,
} from '../../protocols/kkdcp/index.ts'
import { judgeLogOn, wantedPreAuthentication } from '../../protocols/kerberos/index.ts'
import {
  methodData,
  replyOf,
  replyPart,
  ticketPart,
  type ReplyParts,
} from '../../protocols/kerberos/testing.ts'
import { readReplyPart, readTicketPart } from '../../protocols/kerberos/reply.ts'
import { vectors } from '../../protocols/kkdcp/vectors.ts'
import type { Target } from './target.ts'

const { asRequest, tgsRequest, passwordRequest, preAuthRequired, ticket } = vectors
const requests = [asRequest, tgsRequest, passwordRequest]

const service = ['host', 'laptop1.corp.example']
const now = new Date('2026-11-28T12:00:00Z')
const keys = [1, 2, 3].map((fill) => Buffer.alloc(32, fill)) as [Buffer, Buffer, Buffer]
const [clientKey, serviceKey, sessionKey] = keys
const realm = 'CORP.EXAMPLE'
const parts: ReplyParts = {
  realm,
  client: 'alice',
  service,
  nonce: 7,
  clientKey,
  serviceKey,
  sessionKey,
  now,
}
const asked = { realm, client: 'alice', service, nonce: 7, key: clientKey, now }
/** What somebody who has all keys but the right one may send, and does not get in with. */
const withoutOurKey = { ...asked, serviceKeys: [{ type: 18, key: sessionKey }] }

/** What anybody on the internet may post, what a program on the same computer may send a relay, and what comes back. */
export const kdcProxyTargets: readonly Target[] = [
  {
    name: 'kdc-proxy-message',
    corpus: requests,
    words: ['CORP.EXAMPLE', '\u001b', '\xa1', '\xa2\x03\x02\x01'],
    feed(input) {
      const read = parseProxyMessage(input)
      if (read === undefined) return
      const again = formatProxyMessage(read)
      if (!Buffer.from(again).equals(input)) throw new Error('two byte strings mean one message')
      serviceFor(read.framed.subarray(4))
    },
  },
  {
    name: 'kerberos-request',
    corpus: requests.map((bytes) => parseProxyMessage(bytes)?.framed.subarray(4) ?? Buffer.of()),
    feed(input) {
      const service = serviceFor(input)
      const isKdcs = input[0] === 0x6a || input[0] === 0x6c
      if (service !== undefined && (service === 'kdc') !== isKdcs) throw new Error('to the wrong service')
    },
  },
  {
    name: 'kerberos-frames',
    corpus: [Buffer.concat([preAuthRequired, ticket]), preAuthRequired],
    feed(input) {
      const reader = createFrameReader(longestMessage)
      const half = Math.floor(input.length / 2)
      const halves = [input.subarray(0, half), input.subarray(half)].map((piece) => reader.push(piece))
      const frames = halves.flatMap((read) => (read.ok ? read.frames : []))
      const whole = Buffer.concat(frames)
      if (!whole.equals(input.subarray(0, whole.length))) throw new Error('other bytes than came')
      for (const one of frames) parseKdcAnswer(one)
    },
  },
  {
    name: 'kerberos-reply',
    corpus: [replyOf(parts), unframed(ticket) ?? Buffer.of()],
    feed(input) {
      if (judgeLogOn(input, withoutOurKey).verdict !== 'not-proved')
        throw new Error('somebody without our key got in')
    },
  },
  {
    name: 'kerberos-ticket',
    corpus: [ticketPart(parts), replyPart(parts)],
    // What is sealed in the two, by who knows the keys.
    feed(input) {
      parsed(() => readTicketPart(input))
      parsed(() => readReplyPart(input))
    },
  },
  {
    name: 'kerberos-pre-authentication',
    corpus: [methodData('CORP.EXAMPLEalice', [23, 17, 18])],
    feed(input) {
      const wanted = wantedPreAuthentication(input)
      if (wanted !== undefined && wanted.type !== 17 && wanted.type !== 18) throw new Error('no AES')
    },
  },
]
