import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createHashCode } from './hash.ts'

const salt = Buffer.alloc(16, 1)

suite('the hash of a recovery code', () => {
  test('is the same for the same code and salt only', async () => {
    const hash = createHashCode()
    const one = await hash('7K3MQ0ZD91WE4T2H', salt)
    assert.equal(one.length, 32)
    assert.deepEqual(await hash('7K3MQ0ZD91WE4T2H', salt), one)
    assert.notDeepEqual(await hash('7K3MQ0ZD91WE4T2J', salt), one)
    assert.notDeepEqual(await hash('7K3MQ0ZD91WE4T2H', Buffer.alloc(16, 2)), one)
  })

  test('is refused to a flood beyond two hundred that wait, and given again afterwards', async () => {
    const hash = createHashCode()
    const all = await Promise.allSettled(Array.from({ length: 300 }, () => hash('X', salt)))
    const refused = all.filter((one) => one.status === 'rejected')
    assert.equal(refused.length, 300 - 202)
    for (const { reason } of refused) assert.equal(reason.code, 'request.too-many')
    assert.equal((await hash('X', salt)).length, 32)
  })
})
