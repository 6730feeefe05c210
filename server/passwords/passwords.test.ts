import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EffectivePolicy } from '#directory'
import { secret, type AccountId } from '#kernel'
import { createPasswords } from './passwords.ts'

const policy: EffectivePolicy = {
  source: 'pso',
  minLength: 10,
  complexity: true,
  history: 24,
  minAgeDays: 1,
  maxAgeDays: 90,
  forbiddenWords: ['anna', 'Meier'],
  lockoutThreshold: 5,
}

suite('our own check of a new password', () => {
  const asked: AccountId[] = []
  const passwords = createPasswords({
    directory: {
      policyFor: async (account) => {
        asked.push(account)
        return policy
      },
    },
  })
  const anna = 'a' as AccountId

  test("goes by the policy that is effective for this very account, the person's PSO for example", async () => {
    assert.deepEqual(await passwords.check(anna, secret('Short-1')), ['too-short'])
    assert.deepEqual(await passwords.check(anna, secret('meier-Hamburg-1')), ['contains-name'])
    assert.deepEqual(await passwords.check(anna, secret('Long enough, 10')), [])
    assert.deepEqual(new Set(asked), new Set([anna]))
  })
})
