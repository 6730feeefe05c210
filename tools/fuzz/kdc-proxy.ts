import {
  createFrameReader,
  formatProxyMessage,
  longestMessage,
  parseKdcAnswer,
  parseProxyMessage,
  serviceFor,
} from '../../protocols/kkdcp/index.ts'
import { vectors } from '../../protocols/kkdcp/vectors.ts'
import type { Target } from './target.ts'

const { asRequest, tgsRequest, passwordRequest, preAuthRequired, ticket } = vectors
const requests = [asRequest, tgsRequest, passwordRequest]

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
]
