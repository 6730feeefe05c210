import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { formatEntry, parseEntry, type Entry } from './entry.ts'

const entry: Entry = {
  index: 7,
  at: '2026-11-21T08:15:30.123Z',
  type: 'reset.setting',
  outcome: 'announced',
  account: { id: '0f8c6a1e-0000-4000-8000-000000000001', sid: 'S-1-5-21-1-2-3-1104' },
  origin: { address: '10.1.2.3', device: 'pc-17' },
  facts: { reset: 'r1', dc: 'dc1.corp.example' },
}
const text =
  '{"v":1,"index":7,"at":"2026-11-21T08:15:30.123Z","type":"reset.setting","outcome":"announced",' +
  '"account":{"id":"0f8c6a1e-0000-4000-8000-000000000001","sid":"S-1-5-21-1-2-3-1104"},' +
  '"origin":{"address":"10.1.2.3","device":"pc-17"},"facts":{"dc":"dc1.corp.example","reset":"r1"}}'

suite('an entry of the audit log', () => {
  test('of version 1 is written the same for ever', () => {
    assert.equal(formatEntry(entry), text)
    assert.deepEqual(parseEntry(text), entry)
  })

  test('that is written in another way is refused', () => {
    const others = [
      text.replace('{"v":1', '{ "v":1'),
      text.replace('"v":1', '"v":2'),
      text.replace('"index":7', '"index":7.0'),
      text.replace('"index":7', '"index":-7'),
      text.replace('.123Z', 'Z'),
      text.replace('11-21', '13-21'),
      text.replace('"dc":"dc1.corp.example","reset":"r1"', '"reset":"r1","dc":"dc1.corp.example"'),
      text.replace('"dc":', '"dc":null,"dc":'),
      text.replace('"dc":"dc1.corp.example"', '"dc":["dc1.corp.example"]'),
      text.replace('"dc":', '"__proto__":'),
      text.replace('"device":"pc-17"', '"device":"pc-17","more":1'),
      text.replace('"device":"pc-17"', '"device":"\\u0070c-17"'),
      text.replace('"outcome":"announced"', '"outcome":"fine"'),
      `${text}\n`,
      'null',
      '',
    ]
    for (const one of others) assert.equal(parseEntry(one), undefined, one)
  })

  test('with any strings a person or a device may send stays on one line and comes back', () => {
    const any = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(any, any, fc.option(fc.boolean()), (address, device, fact) => {
        const one = { ...entry, origin: { address, device }, facts: { device, fact } }
        assert.doesNotMatch(formatEntry(one), /\n/)
        assert.deepEqual(parseEntry(formatEntry(one)), one)
      }),
    )
  })

  test('no garbage throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (one) => {
        const read = parseEntry(one)
        assert.ok(read === undefined || formatEntry(read) === one)
      }),
    )
  })
})
