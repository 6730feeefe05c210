import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Receipt } from './audit.ts'
import { assertAnnounces, isReceipt } from './receipts.ts'
import { alice, anAccount, anEvent, bob } from './testing/an-event.ts'
import { anAuditLog } from './testing/index.ts'

suite('a receipt', () => {
  test('from the log pays for what it announces', async () => {
    await using audit = await anAuditLog()
    const receipt = await audit.append(anEvent())
    assertAnnounces(receipt, { type: 'reset.setting', account: alice })
    assert.equal(receipt.index, 0)
  })

  test('for one account does not pay for another, nor for another act', async () => {
    await using audit = await anAuditLog()
    const receipt = await audit.append(anEvent({ account: anAccount(alice) }))
    const nobody = await audit.append(anEvent({ account: null }))
    assert.throws(
      () => assertAnnounces(receipt, { type: 'reset.setting', account: bob }),
      /not reset.setting of/,
    )
    assert.throws(
      () => assertAnnounces(receipt, { type: 'unlock.setting', account: alice }),
      /is for reset.setting/,
    )
    assert.throws(() => assertAnnounces(nobody, { type: 'reset.setting', account: alice }), /of null/)
  })

  test('that somebody wrote or copied is not one', async () => {
    await using audit = await anAuditLog()
    const real = await audit.append(anEvent())
    const forged = [{ ...real }, { index: 0, type: 'reset.setting', account: alice }, structuredClone(real)]
    for (const receipt of forged) {
      assert.ok(!isReceipt(receipt))
      assert.throws(
        () => assertAnnounces(receipt as Receipt, { type: 'reset.setting', account: alice }),
        /not made by the audit log/,
      )
    }
    for (const nothing of [undefined, null, 7, 'receipt']) assert.ok(!isReceipt(nothing))
  })

  test('cannot be made to say something else', async () => {
    await using audit = await anAuditLog()
    const receipt = await audit.append(anEvent())
    assert.throws(() => Object.assign(receipt, { account: bob }), TypeError)
  })
})
