import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { evenly } from './evenly.ts'

const stepMs = 100

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await evenly(stepMs, work).catch(() => {})
  return performance.now() - started
}

suite('answers that take equally long', () => {
  const cases: readonly (readonly [string, () => Promise<unknown>, number])[] = [
    ['work that is done at once', async () => {}, 1],
    ['work that takes a while', () => delay(50), 1],
    ['work that fails', () => Promise.reject(new Error('no DC')), 1],
    ['work that takes longer than a step', () => delay(130), 2],
  ]
  for (const [name, work, steps] of cases) {
    test(`${name} is answered after ${steps} × ${stepMs} ms`, async () => {
      const took = await timed(work)
      assert.ok(took >= steps * stepMs - 5, `${took}`)
      assert.ok(took < (steps + 1) * stepMs, `${took}`)
    })
  }

  test('what the work gave or threw comes through', async () => {
    assert.equal(await evenly(1, async () => 7), 7)
    await assert.rejects(
      evenly(1, () => Promise.reject(new Error('no DC'))),
      /no DC/,
    )
    assert.equal(await evenly(0, async () => 7), 7)
  })
})
