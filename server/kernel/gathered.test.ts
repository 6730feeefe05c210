import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gathered, shared } from './gathered.ts'

/** Questions that are answered when the test says so, from what is true at that moment. */
function aTable(rows: Map<string, string>) {
  const asked: (readonly string[])[] = []
  const answering: (() => void)[] = []
  const find = gathered(async (keys: readonly string[]) => {
    asked.push(keys)
    const truth = new Map(rows)
    await new Promise<void>((resolve) => answering.push(resolve))
    return truth
  })
  const answer = async () => {
    answering.shift()?.()
    await new Promise(setImmediate)
  }
  return { asked, find, answer }
}

suite('gathered questions', () => {
  test('who asks alone is asked about at once, and those who come meanwhile go together into the next', async () => {
    const { asked, find, answer } = aTable(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    )
    const first = find('a')
    await new Promise(setImmediate)
    const others = Promise.all([find('b'), find('nobody'), find('a'), find('b')])
    await new Promise(setImmediate)
    assert.deepEqual(asked, [['a']])
    await answer()
    await answer()
    assert.deepEqual(asked, [['a'], ['b', 'nobody', 'a']])
    assert.equal(await first, '1')
    assert.deepEqual(await others, ['2', undefined, '1', '2'])
  })

  test('nobody is told what was true before she asked', async () => {
    const rows = new Map([['alice', 'may']])
    const { find, answer } = aTable(rows)
    const before = find('alice')
    await new Promise(setImmediate)
    rows.set('alice', 'frozen')
    const after = find('alice')
    await answer()
    await answer()
    assert.deepEqual([await before, await after], ['may', 'frozen'])
  })

  test('a question that fails is not remembered', async () => {
    let broken = true
    const find = gathered(async (keys: readonly string[]) => {
      if (broken) throw new Error('the database is away')
      return new Map(keys.map((key) => [key, key]))
    })
    const both = await Promise.allSettled([find('a'), find('b')])
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    broken = false
    assert.equal(await find('a'), 'a')
  })
})

suite('a question without a key', () => {
  test('is asked once for all who come while one is under way, and none of them gets an answer older than that', async () => {
    let truth = 'open'
    const answering: (() => void)[] = []
    const ask = shared(async () => {
      const seen = truth
      await new Promise<void>((resolve) => answering.push(resolve))
      return seen
    })
    const answer = async () => {
      answering.shift()?.()
      await new Promise(setImmediate)
    }
    const first = ask()
    await new Promise(setImmediate)
    truth = 'closed'
    const others = [ask(), ask()]
    await answer()
    assert.equal(await first, 'open')
    assert.equal(answering.length, 1)
    await answer()
    assert.deepEqual(await Promise.all(others), ['closed', 'closed'])
  })

  test('that fails fails for those who asked then, and not for the next one', async () => {
    let works = false
    const ask = shared(async () => {
      if (!works) throw new Error('away')
      return 'there'
    })
    const both = await Promise.allSettled([ask(), ask()])
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    works = true
    assert.equal(await ask(), 'there')
  })
})
