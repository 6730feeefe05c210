import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { factorSettings } from './factors.ts'

suite('the configuration of factors', () => {
  test('switches nothing on that has no section', () => {
    const { passkey, accessPass, mailCode, questions, managerApproval } = factorSettings.parse({})
    assert.deepEqual([passkey, accessPass, mailCode, questions, managerApproval], Array(5).fill(undefined))
  })

  test('with an empty section means what is safe', () => {
    const { mailCode, questions } = factorSettings.parse({ mailCode: {}, questions: {} })
    assert.deepEqual(mailCode, {
      attributes: ['otherMailbox'],
      dangerouslySendToOwnMailbox: false,
      mayAdd: true,
      worksOffline: false,
    })
    assert.deepEqual(questions, { ask: 3 })
    assert.equal(factorSettings.parse({}).vouchersEnrolledForHours, 24)
  })

  test('takes one gateway for texts, by HTTP or SMPP, and a country', () => {
    const http = { url: 'https://sms.example/', body: { json: { to: '{number}', text: '{text}' } } }
    const smpp = { host: 'smsc.example', systemId: 'keyturn', passwordFile: '/etc/keyturn/smpp' }
    const read = (smsCode: object) => factorSettings.safeParse({ smsCode }).success
    assert.ok(read({ gateway: { http }, country: 'DE' }))
    assert.ok(read({ gateway: { smpp }, country: 'DE', allowed: ['AT'] }))
    assert.ok(!read({ gateway: { http, smpp }, country: 'DE' }))
    assert.ok(!read({ gateway: { http } }))
    assert.ok(!read({ gateway: { http: { ...http, colour: 'red' } }, country: 'DE' }))
  })

  test('takes the instant of a break-in with its zone, and nothing else', () => {
    const read = (text: unknown) => factorSettings.safeParse({ distrustAttributesChangedAfter: text })
    assert.deepEqual(
      read('2026-11-01T01:00:00+01:00').data?.distrustAttributesChangedAfter,
      new Date('2026-11-01T00:00:00Z'),
    )
    for (const text of ['yesterday', '2026-11-01', '2026-11-01T00:00:00', 7]) assert.ok(!read(text).success)
  })

  test('refuses one question, two of one name, more asked than there are, and attributes that are syntax', () => {
    const one = { id: 'first-car', text: 'What was your first car?' }
    const wrong = [
      { questions: { list: [one] } },
      { questions: { list: [one, one, one] } },
      { questions: { ask: 6 } },
      { questions: { ask: 1 } },
      { mailCode: { attributes: ['mail)(cn=*'] } },
      { managerApproval: { group: 'x' } },
      { vouchersEnrolledForHours: 0 },
    ]
    for (const settings of wrong)
      assert.ok(!factorSettings.safeParse(settings).success, JSON.stringify(settings))
  })
})
