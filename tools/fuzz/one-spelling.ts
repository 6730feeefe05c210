import { formatEntry, parseEntry } from '../../protocols/audit/index.ts'
import {
  formatSettings,
  formatStatement,
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

const entry =
  '{"v":1,"index":7,"at":"2026-11-21T08:15:30.123Z","type":"reset.setting","outcome":"announced",' +
  '"account":{"id":"0f8c6a1e-0000-4000-8000-000000000001","sid":"S-1-5-21-1-2-3-1104"},' +
  '"origin":{"address":"10.1.2.3","device":"pc-17"},"facts":{"dc":"dc1.corp.example","reset":"r1"}}'

const texts = (...all: readonly string[]) => all.map((text) => Buffer.from(text))

export const oneSpellingTargets: readonly Target[] = [
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
]
