import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { codeAt } from '@keyturn/protocols/oath'
import { aPerson, aWorld } from '../testing/world.ts'

const seed = Buffer.from('12345678901234567890')
const listed = {
  seed: seed.toString('base64'),
  type: 'hotp',
  algorithm: 'SHA1',
  digits: 6,
  counter: 0,
  periodSeconds: 30,
  drift: 0,
  manufacturer: 'Example',
  model: null,
} as const
const code = (counter: number) => codeAt(seed, { algorithm: 'SHA1', digits: 6 }, counter)

async function aDesk() {
  const alice = aPerson('alice')
  const world = await aWorld([alice], { settings: { tokens: {} } })
  const browser = world.aBrowser()
  const call: typeof browser.call = (name, request) => browser.call(name, request)
  const add = (dryRun: boolean, ...serials: readonly string[]) =>
    call('admin.tokens-import', {
      body: { dryRun, from: 'vendor.csv', tokens: serials.map((serial) => ({ ...listed, serial })) },
    })
  const states = async () =>
    (await call('admin.tokens')).tokens.map(({ serial, state, account }) => [serial, state, account])
  return { ...world, alice, call, add, states }
}

suite('the pool of tokens, for whoever runs it', () => {
  test('writes nothing without being told to, and a list twice once', async () => {
    await using used = await aDesk()
    assert.deepEqual(await used.add(true, 'T-1', 'T-2'), { states: ['new', 'new'] })
    assert.deepEqual([await used.states(), used.events], [[], []])
    assert.deepEqual(await used.add(false, 'T-1'), { states: ['new'] })
    assert.deepEqual(await used.add(false, 'T-1', 'T-2'), { states: ['known', 'new'] })
    assert.deepEqual(
      used.events.map(({ type, outcome }) => `${type} ${outcome}`),
      Array(2).fill(['token.imported announced', 'token.imported ok']).flat(),
    )
    assert.deepEqual(used.events.at(-1)?.facts, { from: 'vendor.csv', listed: 2, added: 1 })
  })

  test('hands one out, tells its holder, and she can enrol no other by its serial', async () => {
    await using used = await aDesk()
    await used.add(false, 'T-1')
    const assign = (serial: string) =>
      used.call('admin.token-assign', { body: { serial, account: 'alice' } }).then(({ end }) => end)
    assert.deepEqual(
      [await assign('t-1'), await assign('T-1'), await assign('T-9')],
      ['done', 'not-free', 'unknown'],
    )
    assert.deepEqual(await used.states(), [['T-1', 'assigned', 'alice']])
    assert.deepEqual(
      used.notices.map(({ kind, to }) => [kind, to]),
      [['factor-enrolled', ['alice@corp.example']]],
    )
    const { type, outcome, facts } = used.events.at(-1) ?? assert.fail()
    assert.deepEqual(
      [type, outcome, facts['serial'], facts['by']],
      ['factor.enrolled', 'ok', 'T-1', 'help-desk'],
    )

    const browser = used.aBrowser()
    await browser.call('person.sign-in', { body: { identifier: 'alice', password: used.alice.password } })
    const proved = await browser.call('person.prove', { body: { factor: 'token', answer: code(3) } })
    assert.deepEqual(proved.proved, ['token'])
  })

  test('ends one for good: it proves nothing, is free for nobody, and no list brings it back', async () => {
    await using used = await aDesk()
    await used.add(false, 'T-1')
    await used.call('admin.token-assign', { body: { serial: 'T-1', account: 'alice' } })
    const revoke = () => used.call('admin.token-revoke', { body: { serial: 'T-1' } })
    assert.deepEqual([await revoke(), await revoke()], [{ done: true }, { done: false }])
    assert.deepEqual(await used.states(), [['T-1', 'revoked', null]])
    assert.equal(used.notices.at(-1)?.kind, 'factor-removed')
    assert.deepEqual(await used.add(false, 'T-1'), { states: ['known'] })
    const { end } = await used.call('admin.token-assign', { body: { serial: 'T-1', account: 'alice' } })
    assert.equal(end, 'not-free')
  })

  test('leaves no seed in the audit log', async () => {
    await using used = await aDesk()
    await used.add(false, 'T-1')
    assert.doesNotMatch(JSON.stringify(used.events), new RegExp(listed.seed))
  })

  test('is not there where tokens are switched off', async () => {
    await using world = await aWorld([])
    await assert.rejects(world.aBrowser().call('admin.tokens'), { code: 'factor.unknown' })
  })
})
