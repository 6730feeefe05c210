import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { notRefreshedWhy } from '@keyturn/contract'

suite('what administrators find in the audit log', () => {
  test('is in the guide with what to do, for each reason why a log-on was not refreshed', () => {
    const guide = readFileSync('docs/guide/agent.md', 'utf8')
    const reasons = notRefreshedWhy.options
    assert.ok(reasons.length > 10, 'the check must see the reasons')
    assert.deepEqual(
      reasons.filter((why) => !new RegExp(`^\\| \`${why}\` +\\|[^|]{10,}\\|[^|]{10,}\\|$`, 'm').test(guide)),
      [],
    )
  })
})
