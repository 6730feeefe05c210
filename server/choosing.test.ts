import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account } from '#directory'
import type { AccountId } from '#kernel'
import { createMayChange } from './choosing.ts'

const anna = { id: 'anna' as AccountId } as Account
const deadline = new Date('2027-01-31T23:59:59Z')
const before = new Date('2027-01-31T23:59:58Z')
const after = new Date('2027-02-01T00:00:00Z')

/** Whoever proved an app has proved enough. */
function aDesk({
  now = before,
  enrolBy = null as Date | null,
  frozen = false,
  account = anna as Account | null,
}) {
  const asked: Account[] = []
  const mayChange = createMayChange({
    directory: { read: async () => account ?? undefined },
    factors: { freezes: { frozenAmong: async (ids) => new Set(frozen ? ids : []) } },
    asking: { enrolBy: async (one) => (asked.push(one), enrolBy) },
    policy: { enough: async (_account, purpose, proved) => purpose === 'change' && proved.includes('totp') },
    clock: () => now,
  })
  return { asked, mayChange: (...proofs: string[]) => mayChange(anna.id, proofs) }
}

suite('who knows her password and would change it', () => {
  test('after the day until which she was asked to enrol enrols first, whatever she proved', async () => {
    const late = aDesk({ now: after, enrolBy: deadline })
    await assert.rejects(late.mayChange('totp'), { code: 'factor.enrol-first' })
    assert.deepEqual(late.asked, [anna])
  })

  test('until that day changes it as everybody does, and afterwards once she has enrolled', async () => {
    assert.equal(await aDesk({ now: before, enrolBy: deadline }).mayChange('totp'), true)
    assert.equal(await aDesk({ now: after, enrolBy: null }).mayChange('totp'), true)
  })

  test('needs what the policy says', async () => {
    assert.equal(await aDesk({}).mayChange(), false)
    assert.equal(await aDesk({}).mayChange('sms-code'), false)
  })

  test('does not while her factors are frozen, and is told that and not the deadline', async () => {
    const frozen = aDesk({ now: after, enrolBy: deadline, frozen: true })
    await assert.rejects(frozen.mayChange('totp'), { code: 'factor.frozen' })
  })

  test('does not once her account is gone', async () => {
    assert.equal(await aDesk({ account: null }).mayChange('totp'), false)
  })
})
