import { readAccountList } from '../../protocols/account-list/index.ts'
import { parseNetlogonResponse, parsePong } from '../../protocols/cldap/index.ts'
import { parseSrvAnswer } from '../../protocols/dns/index.ts'
import { readEnrolmentList } from '../../protocols/enrolment-list/index.ts'
import { figures, preSharedKey } from '../../protocols/pskc/figures.ts'
import { readPskc } from '../../protocols/pskc/index.ts'
import { sha2Writing, writeContainer } from '../../protocols/pskc/testing.ts'
import { encodeAccessRequest, parseAnswer } from '../../protocols/radius/index.ts'
import { encodePacket, parsePacket } from '../../protocols/radius/packet.ts'
import { createPduReader, encodePdu, messageIdOf } from '../../protocols/smpp/index.ts'
import { readTokenList } from '../../protocols/token-list/index.ts'
import { smsNumber } from '../../server/factors/sms/number.ts'
import { breachedTargets } from './breached.ts'
import { cardTargets } from './cards.ts'
import { kdcProxyTargets } from './kdc-proxy.ts'
import { oneSpellingTargets } from './one-spelling.ts'
import { passkeyTargets } from './passkeys.ts'
import { sealedAnswer } from './radius.ts'
import type { Target } from './target.ts'

const bytes = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text))
const hex = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text, 'hex'))

const pskcKey = Buffer.from(preSharedKey, 'hex')
const seed = Buffer.from('12345678901234567890')
const container = writeContainer(
  [{ id: '1', type: 'totp', digits: 6, seed, numbers: { TimeInterval: 60 } }],
  sha2Writing(pskcKey, 256),
)

const radiusSecret = Buffer.from('xyzzy5461')
const asked = { identifier: 7, authenticator: Buffer.alloc(16, 9) }
const request = { ...asked, userName: 'nemo', password: 'arctangent', nasIdentifier: 'keyturn' }
const answers = [2, 3, 11].map((code) =>
  encodePacket({ code, ...asked }, [
    { type: 80, value: Buffer.alloc(16) },
    { type: 18, value: Buffer.from('Challenge 32769430. Enter response at prompt.') },
    { type: 24, value: Buffer.from('32769430') },
  ]),
)

/**
 * Every parser that a stranger's bytes come to. A new one is a new line; `feed` asks of the answer what the parser
 * promises.
 */
export const targets: readonly Target[] = [
  {
    name: 'radius-packet',
    corpus: [encodeAccessRequest(request, radiusSecret) ?? Buffer.of(), ...answers],
    feed(input) {
      const packet = parsePacket(input)
      if (packet === undefined) return
      const again = encodePacket(packet, packet.attributes)
      if (!again.equals(packet.bytes)) throw new Error('two byte strings mean one packet')
    },
  },
  {
    name: 'radius-answer',
    corpus: answers,
    // Sealed by who knows the secret: else all but the first check is never reached.
    feed: (input) => parseAnswer(sealedAnswer(input, asked.authenticator, radiusSecret), asked, radiusSecret),
  },
  {
    name: 'pskc',
    corpus: bytes(...Object.values(figures), container),
    words: ['<!DOCTYPE x [<!ENTITY e "x">]>', '&e;', '<![CDATA[', ']]>', '<Key>', '</Key>', 'xmlns=""', 'Ü'],
    async feed(input) {
      const read = await readPskc(input, { preSharedKey: pskcKey })
      if (read.ok && read.tokens.some(({ token }) => token.seed.length === 0))
        throw new Error('a token without seed')
    },
  },
  {
    name: 'token-list',
    corpus: bytes(
      `serial,seed,type,digits\nA,${seed.toString('hex')},totp,8\nB,GEZDGNBVGY3TQOJQ,hotp,6\n`,
      `Seriennummer;Secret Hex;Typ\r\n"A;1";"${seed.toString('hex')}";"HOTP"\r\n`,
    ),
    words: ['"', '""', ',', ';', '\t', '\r\n', '\uFEFF', 'seed_base32', 'totp', '\0'],
    feed(input) {
      const read = readTokenList(input)
      if (read.ok && read.tokens.some(({ token }) => token.seed.length < 10)) throw new Error('a short seed')
    },
  },
  {
    name: 'enrolment-list',
    corpus: bytes(
      'account;factor;value;name\nalice;mail-code;alice@home.example;At home\n',
      'account,factor,value\r\n"bob",sms-code,"+49 170 1"\r\n',
    ),
    feed(input) {
      const table = readEnrolmentList(input)
      if (table.ok && table.lines.some(({ account }) => account === '')) throw new Error('nobody is enrolled')
    },
  },
  {
    name: 'account-list',
    corpus: bytes(
      'account;remark\nanna;x\nCORP\\bob;\n',
      'sAMAccountName\r\n"carol@corp.example"\r\n=1+1\r\n',
    ),
    feed(input) {
      const table = readAccountList(input)
      if (!table.ok) return
      const names = table.lines.map(({ account }) => account.normalize('NFC').toLowerCase())
      if (new Set(names).size < names.length) throw new Error('somebody is there twice')
      if (names.some((name) => /^[=+\-@]/.test(name))) throw new Error('a spreadsheet would run it')
    },
  },
  {
    name: 'smpp-stream',
    corpus: [
      encodePdu({ command: 0x8000_0004, status: 0, sequence: 1, body: Buffer.from('id-1\0') }),
      encodePdu({ command: 0x15, status: 0, sequence: 2, body: Buffer.of() }),
    ],
    feed(input) {
      const reader = createPduReader()
      const half = Math.floor(input.length / 2)
      for (const piece of [input.subarray(0, half), input.subarray(half)]) {
        const read = reader.push(piece)
        if (!read.ok) return
        for (const pdu of read.pdus) messageIdOf(pdu.body)
      }
    },
  },
  {
    name: 'sms-number',
    corpus: bytes('+491701234567', '0170/123 45 67', '+49 (0)170 1234567', '0049 170 1234567'),
    words: ['+', '(0)', '00', '٣', '\u200e', ';ext=1'],
    feed(input) {
      const read = smsNumber(Buffer.from(input).toString('utf8'), { country: 'DE', allowed: ['DE'] })
      if (read.ok && !/^\+49\d{4,13}$/.test(read.number)) throw new Error(`not E.164: ${read.number}`)
    },
  },
  {
    name: 'cldap',
    corpus: hex(
      '307602010764710400306d306b04086e65746c6f676f6e315f045d17000000fd130000a0b24d5b9d507c4fb094fda45a8ea5bf' +
        '04636f7270076578616d706c6500c01803646331c01804434f5250000344433100001744656661756c742d46697273742d5369' +
        '74652d4e616d6500c03a05000000ffffffff300c02010765070a010004000400',
    ),
    feed(input) {
      parsePong(input)
      parseNetlogonResponse(input)
    },
  },
  {
    name: 'dns-srv',
    corpus: hex(
      '123485000001000100010000055f6c646170045f746370026463065f6d7364637304636f7270076578616d706c650000210001c00c00' +
        '21000100000384000c00000064018503646331c021c01a0006000100000e100023c0450a686f73746d6173746572c021000000010000' +
        '0384000002580001518000000e10',
    ),
    feed: (input) => parseSrvAnswer(input, 0x1234, '_ldap._tcp.dc._msdcs.corp.example'),
  },
  ...breachedTargets,
  ...kdcProxyTargets,
  ...oneSpellingTargets,
  ...passkeyTargets,
  ...cardTargets,
]
