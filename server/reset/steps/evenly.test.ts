import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { evenly } from './evenly.ts'

const stepMs = 100

/** Timers of one length end in the order in which they began, however busy the machine is. */
async function pass(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await delay(stepMs)
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
      const order: string[] = []
      const as = (what: string) => () => void order.push(what)
      await Promise.all([
        pass(steps).then(as('the step')),
        pass(steps + 1).then(as('the next step')),
        evenly(stepMs, work).then(as('the answer'), as('the answer')),
      ])
      assert.deepEqual(order, ['the step', 'the answer', 'the next step'])
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
