import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from './run.ts'
import { targets } from './targets.ts'

test('each parser of the table takes its own corpus and a few hundred changes of it', async () => {
  assert.ok(targets.length > 5)
  assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length)
  for (const target of targets) {
    for (const input of target.corpus) await target.feed(input)
    assert.equal((await fuzz(target, 300, 1)).found, undefined)
  }
})

test('a parser with a mistake is found out, with an input that shows it', async () => {
  const target = {
    name: 'wrong',
    corpus: [Buffer.from('{"length": 4}')],
    feed(input: Uint8Array) {
      if (Buffer.from(input).includes('\xff', 0, 'latin1')) throw new Error('the mistake')
    },
  }
  const { found = '' } = await fuzz(target, 10_000, 1)
  assert.match(found, /seed 1, path [\d:]+, input [0-9a-f]*ff.*the mistake/s)
})
