import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { notRefreshedWhy } from '@keyturn/contract'
import { createConsole } from '../agent/screen/index.ts'
import { deCodes } from '../web/words/de-codes.ts'
import { enCodes } from '../web/words/en-codes.ts'

/** What the agent says, in this language. */
function agentSays(language: 'en' | 'de', why: (typeof reasons)[number]): string {
  const lines: string[] = []
  createConsole(language, (line) => lines.push(line)).show({ what: 'not-refreshed', why, detail: null })
  return lines.join('\n')
}

const reasons = notRefreshedWhy.options
const guide = readFileSync('docs/guide/agent.md', 'utf8')

suite('why a log-on was not refreshed', () => {
  test('has reasons that this test sees', () => assert.ok(reasons.length > 10))

  for (const why of reasons) {
    test(`${why} is said at the computer, in the portal with a next step, and in the guide`, () => {
      const said = (['en', 'de'] as const).map((language) => agentSays(language, why))
      for (const { notRefreshed, notRefreshedNext } of [enCodes, deCodes]) {
        said.push(notRefreshed[why], notRefreshedNext[why])
      }
      for (const sentence of said) {
        assert.match(sentence, /\p{L}{3}[^]*[.:]$/u)
        assert.ok(!why.includes('-') || !sentence.includes(why), 'a code is no word')
      }
      assert.equal(new Set(said).size, said.length)
      assert.ok(guide.includes(`| \`${why}\``), 'the guide says what an administrator does about it')
    })
  }

  test('no two reasons are told with the same words', () => {
    for (const language of ['en', 'de'] as const) {
      assert.equal(new Set(reasons.map((why) => agentSays(language, why))).size, reasons.length)
    }
    for (const { notRefreshed } of [enCodes, deCodes]) {
      assert.equal(new Set(reasons.map((why) => notRefreshed[why])).size, reasons.length)
    }
  })
})
