import { formatEntry, parseEntry } from '../../protocols/audit/index.ts'
import { formatChallenge, parseChallenge, parseResponse } from '../../protocols/challenge/index.ts'
import { formatEvidence, noSums, parseEvidence } from '../../protocols/evidence/index.ts'
import { formatAgreement, parseAgreement } from '../../protocols/no-network/index.ts'
import {
  formatApproved,
  formatFollowOrder,
  formatForgetOrder,
  formatSettings,
  formatStatement,
  parseApproved,
  parseFollowOrder,
  parseForgetOrder,
  parseProof,
  parseSettings,
  parseStatement,
} from '../../protocols/refresh/index.ts'
import {
  formatCheckpoint,
  formatTilePath,
  openNote,
  parseCheckpoint,
  parseTilePath,
} from '../../protocols/tlog/index.ts'
import type { Target } from './target.ts'

/** What is signed or proved has one spelling: what is read and written again is the same text. */
function oneSpelling<T>(parse: (text: string) => T | undefined, format: (value: T) => string) {
  return (input: Uint8Array) => {
    const text = Buffer.from(input).toString('utf8')
    const read = parse(text)
    if (read !== undefined && format(read) !== text) throw new Error('two texts mean one thing')
  }
}

const root = Buffer.alloc(32, 7).toString('base64')
const checkpoint = `keyturn.corp.example/audit\n4711\n${root}\n`
const signature = Buffer.alloc(68, 3).toString('base64')
const id22 = 'A'.repeat(22)
const id43 = `${'A'.repeat(42)}A`

const statement = [
  'keyturn-refresh-statement/1',
  'account S-1-5-21-1004336348-1177238915-682003330-1104',
  'name alice',
  'domain CORP',
  'upn alice@corp.example',
  `device ${id22}`,
  `launch ${id22}`,
  `nonce ${id43}`,
  'issued 2026-11-21T10:15:02.118Z',
  'dc dc1.corp.example',
  'pwdLastSet 2026-11-21T10:15:01.904Z',
  `password ${id43}`,
  '',
].join('\n')

const forgetOrder = [
  'keyturn-forget-order/1',
  'account S-1-5-21-1004336348-1177238915-682003330-1104',
  `device ${id22}`,
  `order ${id22}`,
  `nonce ${id43}`,
  'issued 2026-11-21T10:15:02.118Z',
  '',
].join('\n')
const followOrder = statement
  .replace('refresh-statement', 'follow-order')
  .replace('upn alice@corp.example\n', '')
  .replace('launch', 'order')

const entry =
  '{"v":1,"index":7,"at":"2026-11-21T08:15:30.123Z","type":"reset.setting","outcome":"announced",' +
  '"account":{"id":"0f8c6a1e-0000-4000-8000-000000000001","sid":"S-1-5-21-1-2-3-1104"},' +
  '"origin":{"address":"10.1.2.3","device":"pc-17"},"facts":{"dc":"dc1.corp.example","reset":"r1"}}'

const challenge = '1ABC-DEFG-H012-3456-7WXY-Z62X'
const agreement = `keyturn-no-network/1\ndevice ${id22}\nkey ${id43}\nportal https://reset.corp.example\n`

const texts = (...all: readonly string[]) => all.map((text) => Buffer.from(text))

const dc = { is: 'there', dc: 'dc1', disabled: false } as const
const stamp = { version: 3, at: '2026-11-30T08:00:00.000Z', from: 'dc1' }
const evidence = formatEvidence({
  format: 'keyturn-evidence/1',
  campaign: 'friday',
  trigger: 'ransomware',
  plan: 'ab'.repeat(32),
  domain: 'corp.example',
  by: 'root',
  t0: '2026-11-27T17:00:00.000Z',
  at: '2026-12-04T17:00:00.000Z',
  dcs: [{ name: 'dc1', why: null }],
  readOnly: ['rodc1'],
  krbtgt: [{ account: 'krbtgt', dc: 'dc1', keyVersion: 4, changed: null }],
  since: null,
  accounts: [
    {
      id: '00000000-0000-4000-8000-000000000001',
      sid: 'S-1-5-21-1-2-3-1101',
      name: 'zoë',
      segment: 'on-site',
      verdict: 'proved',
      isKrbtgt: false,
      created: null,
      movedIn: false,
      exemption: null,
      keyBefore: null,
      on: [{ ...dc, pwdLastSet: stamp.at, set: stamp, key: stamp }],
    },
  ],
  sums: { ...noSums(), proved: 1 },
  open: [],
  proved: true,
})

export const oneSpellingTargets: readonly Target[] = [
  {
    name: 'evidence',
    corpus: texts(evidence),
    words: ['null', '"proved"', '"missed"', '"unread"', 'true', '{}', '[]', ',', '-0', '1e3', '\\u0041'],
    feed: oneSpelling((text) => {
      const read = parseEvidence(text)
      return read.ok ? read.evidence : undefined
    }, formatEvidence),
  },
  {
    name: 'statement',
    corpus: texts(statement, statement.replace('upn alice@corp.example', 'upn ')),
    words: ['\n', '\r\n', '\u2028', 'ü', ' ', '\0', '2026-11-21T10:15:60.000Z', '-00'],
    feed(input) {
      const read = parseStatement(input)
      if (read !== undefined && !Buffer.from(formatStatement(read)).equals(input)) {
        throw new Error('two byte strings mean one statement')
      }
    },
  },
  {
    name: 'device-order',
    corpus: texts(followOrder, forgetOrder),
    words: ['\n', '\r\n', '\u2028', 'ü', ' ', '\0', 'follow', 'forget', '2026-11-21T10:15:60.000Z'],
    feed(input) {
      const [follow, forget] = [parseFollowOrder(input), parseForgetOrder(input)]
      if (follow !== undefined && forget !== undefined) throw new Error('one order of two kinds')
      const again = follow !== undefined ? formatFollowOrder(follow) : forget && formatForgetOrder(forget)
      if (again !== undefined && !Buffer.from(again).equals(input)) {
        throw new Error('two byte strings mean one order')
      }
    },
  },
  {
    name: 'device-settings',
    corpus: [
      formatSettings({
        device: id22,
        version: 7,
        content: '{"vpn":{"driver":"openvpn","profile":"client\\n"}}',
      }),
      formatSettings({ device: id22, version: 999_999_999, content: '{}' }),
    ],
    feed(input) {
      const read = parseSettings(input)
      if (read !== undefined && !Buffer.from(formatSettings(read)).equals(input)) {
        throw new Error('two byte strings mean one thing')
      }
    },
  },
  {
    name: 'approved-settings',
    corpus: [
      formatApproved({ server: id43, version: 1_795_888_800, content: '{"scripts":{"vpn":"#!/bin/sh"}}' }),
      formatApproved({ server: id43, version: 999_999_999_999, content: '{}' }),
    ],
    feed(input) {
      const read = parseApproved(input)
      if (read !== undefined && !Buffer.from(formatApproved(read)).equals(input)) {
        throw new Error('two byte strings mean one thing')
      }
    },
  },
  {
    name: 'request-proof',
    corpus: texts(`Keyturn-Device 1.${id22}.1795228800000.${id22}.${'A'.repeat(86)}`),
    words: ['.', '-', '_', '=', ' '],
    feed: (input) => parseProof(Buffer.from(input).toString('utf8')),
  },
  {
    name: 'audit-entry',
    corpus: texts(entry),
    words: ['"__proto__":{}', '"v":1', '1e1', '\\u0041', 'null', '[]', '{}', ','],
    feed: oneSpelling(parseEntry, formatEntry),
  },
  {
    name: 'checkpoint',
    corpus: texts(checkpoint),
    words: ['\n', '+', '=', '0', '9007199254740993', '4711.0', '0x10'],
    feed: oneSpelling(parseCheckpoint, formatCheckpoint),
  },
  {
    name: 'signed-note',
    corpus: texts(`${checkpoint}\n— keyturn.corp.example/audit ${signature}\n`),
    words: ['\n', '\n\n', '— ', '=', '\0'],
    feed(input) {
      if (openNote(input, []).ok) throw new Error('opened without a key')
    },
  },
  {
    name: 'tile-path',
    corpus: texts('tile/0/x001/234', 'tile/entries/067.p/8', 'tile/63/000'),
    words: ['/', 'x', '.p/', '000', '256', '..'],
    feed: oneSpelling(parseTilePath, formatTilePath),
  },
  {
    name: 'device-challenge',
    corpus: texts(challenge, challenge.toLowerCase(), challenge.replaceAll('-', ' ').replaceAll('0', 'o')),
    words: ['-', ' ', '–', 'U', 'ı', 'ſ', 'K', '０', '\u0000', challenge],
    feed(input) {
      const text = Buffer.from(input).toString('utf8')
      const read = parseChallenge(text)
      if (!read.ok) return
      const written = formatChallenge(read.challenge)
      const again = parseChallenge(written)
      if (!again.ok || formatChallenge(again.challenge) !== written) throw new Error('not read back')
      const plain = text.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase()
      const same = plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
      if (same !== written) throw new Error('more than case, gaps and look-alikes was forgiven')
    },
  },
  {
    name: 'device-response',
    corpus: texts('G4CK-EPCM-V3S4-BGM8', 'g4ck epcm v3s4 bgm8', 'GOCKEPCMV3S4IL18'),
    words: ['-', ' ', 'U', 'ı', 'ß', 'K'],
    feed(input) {
      const read = parseResponse(Buffer.from(input).toString('utf8'))
      if (read !== undefined && !/^[0-9A-HJKMNP-TV-Z]{16}$/.test(read))
        throw new Error(`not 80 bits: ${read}`)
    },
  },
  {
    name: 'agreement',
    corpus: texts(agreement),
    words: ['\n', '\r\n', '\u2028', ' ', 'portal https://', 'ü'],
    feed(input) {
      const read = parseAgreement(input)
      if (read !== undefined && !Buffer.from(formatAgreement(read)).equals(input)) {
        throw new Error('two byte strings mean one agreement')
      }
    },
  },
]
