import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { refreshReport } from '@keyturn/contract'
import { factsOf } from './reports.ts'

const outcome = (told: object) =>
  refreshReport.shape.outcome.safeParse({ refreshed: true, path: 'kdc-proxy', tookMs: 900, ...told })
const shut = [
  { path: 'direct', came: 'no-way-to-dc' },
  { path: 'vpn', came: 'vpn-did-not-open' },
]

suite('what the audit log says of a refresh', () => {
  test('is each path with what it came to, also where the last one led there', () => {
    const done = outcome({ attempts: [...shut, { path: 'kdc-proxy', came: 'done' }] })
    assert.ok(done.success)
    assert.deepEqual(factsOf(done.data), {
      path: 'kdc-proxy',
      tookMs: 900,
      attempts: 'direct:no-way-to-dc vpn:vpn-did-not-open kdc-proxy:done',
    })
    const failed = { refreshed: false, why: 'vpn-did-not-open', tried: ['direct', 'vpn'], attempts: shut }
    assert.deepEqual(factsOf(refreshReport.shape.outcome.parse(failed)), {
      why: 'vpn-did-not-open',
      tried: 'direct vpn',
      attempts: 'direct:no-way-to-dc vpn:vpn-did-not-open',
    })
  })

  test('leaves out what an older agent does not tell, and what was not tried', () => {
    const older = outcome({})
    assert.ok(older.success)
    assert.deepEqual(factsOf(older.data), { path: 'kdc-proxy', tookMs: 900 })
    const refused = { refreshed: false, why: 'statement-refused', tried: [], attempts: [] }
    const facts = factsOf(refreshReport.shape.outcome.parse(refused))
    assert.deepEqual(facts, { why: 'statement-refused', tried: '' })
  })

  test('takes no words of the device’s own', () => {
    for (const attempt of [
      { path: 'vpn', came: 'secret' },
      { path: 'vpn:done', came: 'done' },
      { path: 'vpn', came: 'done', note: 'x' },
    ]) {
      assert.equal(outcome({ attempts: [attempt] }).success, false)
    }
    assert.equal(outcome({ attempts: Array.from({ length: 13 }, () => shut[0]) }).success, false)
  })
})
