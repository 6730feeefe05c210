import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Sid } from '../ad/index.ts'
import {
  formatIncidentOrder,
  incidentDeeds,
  parseIncidentOrder,
  type IncidentOrder,
} from './incident-order.ts'
import { parseForgetOrder } from './order.ts'

const order: IncidentOrder = {
  account: 'S-1-5-21-1004336348-1177238915-682003330-1104' as Sid,
  device: 'A'.repeat(22),
  order: 'B'.repeat(22),
  nonce: 'C'.repeat(43),
  issued: new Date('2026-11-21T10:15:02.118Z'),
  deeds: ['forget', 'end-sessions', 'drop-tickets'],
}

suite('an order for an incident', () => {
  test('reads back as it was written, whatever it asks for', () => {
    const deeds = fc.subarray([...incidentDeeds], { minLength: 1 })
    fc.assert(
      fc.property(deeds, (some) => {
        const bytes = formatIncidentOrder({ ...order, deeds: some })
        assert.deepEqual(parseIncidentOrder(bytes), { ...order, deeds: some })
      }),
    )
    assert.equal(parseForgetOrder(formatIncidentOrder(order)), undefined)
  })

  test('has one spelling, and names nobody who is not of a domain', () => {
    const text = Buffer.from(formatIncidentOrder(order)).toString()
    for (const [from, to] of [
      ['forget end-sessions drop-tickets', 'end-sessions forget drop-tickets'],
      ['forget end-sessions drop-tickets', 'forget forget'],
      ['forget end-sessions drop-tickets', 'wipe-disk'],
      ['order/1', 'order/2'],
      ['S-1-5-21-1004336348-1177238915-682003330-1104', 'S-1-22-1-0'],
      ['S-1-5-21-1004336348-1177238915-682003330-1104', 'S-1-5-18'],
      ['\n', '\r\n'],
    ] as const) {
      assert.equal(parseIncidentOrder(Buffer.from(text.replace(from, to))), undefined, to)
    }
    assert.equal(parseIncidentOrder(Buffer.from(`${text}\n`)), undefined)
    assert.throws(() => formatIncidentOrder({ ...order, account: 'S-1-22-1-0' as Sid }), TypeError)
  })
})
