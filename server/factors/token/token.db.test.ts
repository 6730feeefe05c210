import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { factorSuite } from '../factor-suite.ts'
import { alice, aPool, mallory } from './testing.ts'

factorSuite('a token with a button', async () => {
  const used = await aPool()
  return {
    factor: used.factor,
    wrong: '000000',
    async enrol(account) {
      const { serial, press } = await used.button()
      assert.ok(await used.enrol(account, serial, `${press()} ${press()}`))
      return () => press()
    },
    async drifting(account) {
      const { serial, press } = await used.button()
      await used.enrol(account, serial, `${press()} ${press()}`)
      return { near: () => press(5), far: () => press(200), again: () => `${press()} ${press()}` }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

factorSuite('a token with a clock', async () => {
  const used = await aPool()
  return {
    factor: used.factor,
    wrong: '00000000',
    async enrol(account) {
      const { serial, show } = await used.watch()
      assert.ok(await used.enrol(account, serial, `${show(-60)} ${show()}`))
      return () => {
        used.pass(60)
        return show()
      }
    },
    async drifting(account) {
      const { serial, show } = await used.watch()
      await used.enrol(account, serial, `${show(-60)} ${show()}`)
      let ahead = 0
      return {
        near() {
          used.pass(24 * 3600)
          return show((ahead += 20))
        },
        far: () => show((ahead += 8 * 60)),
        again() {
          used.pass(120)
          return `${show(ahead - 60)} ${show(ahead)}`
        },
      }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

async function enrolled() {
  const used = await aPool()
  const token = await used.button()
  await used.enrol(alice, token.serial, `${token.press()} ${token.press()}`)
  return { ...used, token }
}

suite('a token with a button', () => {
  test('pressed in a pocket is found again: by one code nearby, by two in a row further off', async () => {
    await using used = await enrolled()
    assert.deepEqual(await used.prove(alice, used.token.press(10)), { proved: true })
    assert.deepEqual(await used.prove(alice, used.token.press(11)), { proved: false, why: 'wrong' })
    const far = used.token.press(500)
    assert.deepEqual(await used.prove(alice, `${far} ${far}`), { proved: false, why: 'wrong' })
    const pair = `${used.token.press()} ${used.token.press()}`
    assert.deepEqual(await used.prove(alice, pair), { proved: true })
    assert.deepEqual(await used.prove(alice, pair), { proved: false, why: 'wrong' })
    assert.deepEqual(await used.prove(alice, used.token.press()), { proved: true })
  })

  test('has used up the codes that it was enrolled with, and all before one that proved', async () => {
    await using used = await aPool()
    const { serial, press } = await used.button()
    const [first, second, third, fourth] = [press(), press(), press(), press()]
    await used.enrol(alice, serial, `${first} ${second}`)
    assert.equal((await used.prove(alice, first)).proved, false)
    assert.equal((await used.prove(alice, second)).proved, false)
    assert.equal((await used.prove(alice, fourth)).proved, true)
    assert.equal((await used.prove(alice, third)).proved, false)
  })
})

suite('a token with a clock', () => {
  test('whose clock ran away in a drawer is followed from the two codes it was enrolled with', async () => {
    await using used = await aPool()
    const { serial, show } = await used.watch(9 * 60)
    await used.enrol(alice, serial, `${show(8 * 60)} ${show()}`)
    used.pass(60)
    assert.deepEqual(await used.prove(alice, show()), { proved: true })
    used.pass(3600)
    assert.deepEqual(await used.prove(alice, show(0)), { proved: false, why: 'wrong' })
    assert.deepEqual(await used.prove(alice, show()), { proved: true })
    assert.deepEqual(await used.prove(alice, show()), { proved: false, why: 'reused' })
  })
})

suite('a token of the pool', () => {
  test('that is unknown, that somebody has and that was revoked are refused alike', async () => {
    await using used = await enrolled()
    const revoked = await used.button()
    await used.pool.revoke(revoked.serial, used.clock())
    const refusals = []
    for (const serial of ['NOBODYS', used.token.serial, revoked.serial, '', '\0']) {
      refusals.push(await used.offer(mallory, serial).catch((fault: unknown) => fault))
    }
    for (const fault of refusals) {
      assert.deepEqual(fault, refusals[0])
      assert.ok(fault instanceof Error && 'code' in fault && fault.code === 'request.invalid')
    }
  })

  test('is found however its serial is typed, and enrolled by two codes in a row only', async () => {
    await using used = await aPool()
    const { serial, press } = await used.button('GALT 1000-a')
    const id = await used.offer(alice, ' galt1000-A ')
    const [first, second, third] = [press(), press(), press()]
    for (const codes of [first, `${second} ${first}`, `${first} ${third}`, `${first}${second}`, ''])
      assert.equal(await used.confirm(alice, id, codes), 'wrong', codes)
    assert.equal(await used.confirm(mallory, id, `${first} ${second}`), 'unknown')
    assert.equal(typeof (await used.confirm(alice, id, `${first} ${second}`)), 'object')
    assert.equal(serial, 'GALT 1000-a')
  })

  test('that two people offer to enrol at once becomes one’s', async () => {
    await using used = await aPool()
    const { serial, press } = await used.button()
    const ids = [await used.offer(alice, serial), await used.offer(mallory, serial)] as const
    const codes = `${press()} ${press()}`
    const both = await Promise.all([used.confirm(alice, ids[0], codes), used.confirm(mallory, ids[1], codes)])
    const done = await Promise.all(
      both.map(async (one) => typeof one === 'object' && (await one.enrol('Mine'))),
    )
    assert.equal(done.filter(Boolean).length, 1)
  })

  test('taken from one and given to another keeps its place: old codes stay used', async () => {
    await using used = await enrolled()
    const old = `${used.token.press()} ${used.token.press()}`
    assert.equal((await used.prove(alice, old)).proved, true)
    const [{ id } = { id: '' }] = await used.factor.enrolled(alice)
    assert.ok(await used.factor.remove(alice, id))
    const offer = await used.offer(mallory, used.token.serial)
    assert.equal(await used.confirm(mallory, offer, old), 'wrong')
    assert.ok(await used.enrol(mallory, used.token.serial, `${used.token.press()} ${used.token.press()}`))
    assert.equal((await used.prove(mallory, used.token.press())).proved, true)
  })

  test('hung on another account in the database proves nothing there, and the log says so', async () => {
    await using used = await enrolled()
    await used.tables().updateTable('factors.hardware_tokens').set({ account: mallory }).execute()
    assert.deepEqual(await used.prove(mallory, used.token.press()), { proved: false, why: 'wrong' })
    assert.match(used.lines.join(''), /does not open/)
  })

  test('leaves no seed in the database', async () => {
    await using used = await enrolled()
    const [row] = await used.tables().selectFrom('factors.hardware_tokens').selectAll().execute()
    assert.ok(row)
    assert.equal(Buffer.from(row.sealed_seed).includes(Buffer.from(used.token.token.seed)), false)
  })

  test('imported twice is there already, and stays who has it', async () => {
    await using used = await enrolled()
    const listed = { drift: 0, manufacturer: null, model: null, token: used.token.token }
    const twice = [used.token.serial, 'N-1', 'n-1', ' '].map((serial) => ({ ...listed, serial }))
    assert.deepEqual(await used.imports.look(twice), ['known', 'new', 'known', 'bad-serial'])
    assert.deepEqual(await used.imports.add(twice, 'b.csv'), ['known', 'new', 'known', 'bad-serial'])
    assert.deepEqual(await used.imports.add(twice, 'b.csv'), ['known', 'known', 'known', 'bad-serial'])
    assert.equal((await used.prove(alice, used.token.press())).proved, true)
  })
})
