import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { incidentDeed, notRefreshedWhy, type DeedReport } from '@keyturn/contract'
import { refusals } from '../../statement-check.ts'
import type { Told } from '../screen.ts'
import { wordsIn } from './index.ts'
import { orderRefusals, settingsRefusals } from './orders-en.ts'

const reasons = notRefreshedWhy.options
const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>) => Object.keys(table) as K[]
const outcomes: Readonly<Record<DeedReport['outcome'], number>> = {
  done: 0,
  'was-not-there': 0,
  left: 2,
  impossible: 0,
}
const codes = [
  ...reasons,
  ...refusals,
  ...keysOf(orderRefusals),
  ...keysOf(settingsRefusals),
  ...incidentDeed.options,
  ...keysOf(outcomes),
]
const now = new Date('2026-11-28T02:00:00Z')
const whyNot = reasons.map((why) => ({ what: 'not-refreshed', why, detail: null }) as const)

/** With a key for each, or it does not compile. */
const causes: Readonly<Record<Told['cause'], Partial<{ minutes: number; now: Date }>>> = {
  'clock-off': { minutes: 7 },
  'clock-odd': { now },
  'no-network': {},
  captive: {},
  'server-away': {},
  'no-dc': {},
  'caching-off': {},
  'nothing-here': {},
  works: {},
  'works-here': {},
  'old-password': {},
  wrong: {},
  'wrong-or-newer': {},
  refused: {},
  locked: {},
  disabled: {},
  'account-expired': {},
  'password-expired': {},
  'must-change': {},
  hours: {},
  workstation: {},
}
const told = Object.entries(causes).map(
  ([cause, more]) => ({ what: 'told', told: { cause, ...more } as Told }) as const,
)

const refused = refusals.map(
  (detail) => ({ what: 'not-refreshed', why: 'statement-refused', detail }) as const,
)
const orders = keysOf(orderRefusals).map((why) => ({ what: 'order-refused', why }) as const)
const settings = keysOf(settingsRefusals).map((why) => ({ what: 'settings-refused', why }) as const)
const deeds = incidentDeed.options.flatMap((deed) =>
  keysOf(outcomes).map((outcome) => {
    const report = { deed, outcome, found: 2, left: outcomes[outcome], by: 'processes' } as const
    return { what: 'incident-done', name: 'Ada', deeds: [report] } as const
  }),
)
const nowhere = [
  { what: 'led-nowhere', path: 'direct', why: 'no-way-to-dc' },
  { what: 'led-nowhere', path: 'kdc-proxy', why: 'no-way-to-dc' },
  { what: 'led-nowhere', path: 'vpn', why: 'vpn-did-not-open' },
  { what: 'led-nowhere', path: 'vpn', why: 'vpn-without-dc' },
] as const

suite('each reason, at the computer', () => {
  for (const language of ['en', 'de'] as const) {
    const say = wordsIn(language)
    for (const [kind, messages] of [
      ['a log-on was not refreshed', whyNot],
      ['somebody cannot log on', told],
      ['a message of the server is not obeyed', refused],
      ['a path led nowhere', nowhere],
      ['an order is not obeyed', orders],
      ['settings for the VPN are not obeyed', settings],
      ['an order was obeyed or not', deeds],
    ] as const) {
      test(`what is said when ${kind} is a sentence of its own, without codes (${language})`, () => {
        const said = messages.map(say)
        assert.ok(said.length > 3)
        assert.equal(new Set(said).size, said.length)
        for (const sentence of said) {
          assert.match(sentence, /^\p{Lu}.+\.$/u)
          assert.ok(!codes.some((code) => code.includes('-') && sentence.includes(code)), sentence)
        }
      })
    }
  }

  test('no language says it in the words of another', () => {
    const both = [...whyNot, ...told, ...refused, ...nowhere, ...orders, ...settings, ...deeds].map(
      (message) => [wordsIn('en')(message), wordsIn('de')(message)],
    )
    for (const [english, german] of both) assert.notEqual(english, german)
  })
})
