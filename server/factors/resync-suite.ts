import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { secret, type AccountId } from '#kernel'
import { anAsking, type FactorUnderTest } from './testing/under-test.ts'

/** What every factor promises that stands on a device with a clock or a counter of its own. */
export function resyncSuite(of: () => FactorUnderTest, anAccount: () => AccountId): void {
  const aDrifting = async () => {
    const account = anAccount()
    const device = await of().drifting?.(account)
    const prove = (answer: string) => of().factor.prove(anAsking(account), secret(answer))
    return device && { ...device, prove }
  }

  suite('resynchronised', () => {
    test('a device that runs away slowly is followed, further than it would be believed at once', async () => {
      const used = await aDrifting()
      if (used === undefined) return
      const { near, prove } = used
      for (let i = 1; i <= 24; i++) assert.deepEqual(await prove(near()), { proved: true }, `use ${i}`)
    })

    test('one right answer from far off proves nothing and moves nothing; what is still near counts on', async () => {
      const used = await aDrifting()
      if (used === undefined) return
      const { near, far, prove } = used
      const next = near()
      assert.equal((await prove(far())).proved, false)
      assert.deepEqual(await prove(next), { proved: true })
    })

    test('two answers in a row bring it back from far off, once, and neither counts again', async () => {
      const used = await aDrifting()
      if (used?.again === undefined) return
      const { far, again, near, prove } = used
      assert.equal((await prove(far())).proved, false)
      const both = again()
      assert.deepEqual(await prove(both), { proved: true })
      for (const old of [both, ...both.split(' ')]) assert.equal((await prove(old)).proved, false)
      assert.deepEqual(await prove(near()), { proved: true })
    })
  })
}
