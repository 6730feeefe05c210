import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Secret as Seed } from 'otpauth'
import { secret, type AccountId } from '#kernel'
import { aPerson, aWorld, type Browser } from '../testing/world.ts'
import { appKind, codeAt, stepAt } from '../totp/code.ts'

type World = Awaited<ReturnType<typeof aWorld>>
const code = (world: World, seed: string) =>
  codeAt(Seed.fromBase32(seed).bytes, appKind, stepAt(appKind, world.now()))

async function signIn(world: World, name: string): Promise<Browser> {
  const browser = world.aBrowser()
  await browser.call('person.sign-in', { body: { identifier: name, password: `${name}-password` } })
  return browser
}

/** Somebody with an app, which a thief may have enrolled. */
async function anEnrolled(world: World, name: string) {
  const browser = await signIn(world, name)
  const offer = await browser.call('person.offer-factor', { body: { factor: 'totp' } })
  assert.ok(offer.kind === 'totp')
  const answer = code(world, offer.seed)
  await browser.call('person.confirm-factor', {
    body: { factor: 'totp', id: offer.id, answer, name: 'Phone' },
  })
  world.pass(30)
  return { browser, seed: offer.seed }
}

const anAsking = {
  subject: 'alice',
  attempt: 'a',
  origin: { address: '10.1.1.1', device: null },
  languages: [],
}

suite('it was not me', () => {
  test('typed from the notice freezes every factor, ends the sessions, and is in the log once', async () => {
    const { account } = aPerson('alice')
    await using world = await aWorld([aPersonAs(account)])
    const { seed } = await anEnrolled(world, 'alice')
    const alarm = await world.freezes.alarmFor(account.id)
    const stranger = world.aBrowser()
    assert.deepEqual(await stranger.call('alarm.raise', { body: { code: alarm.toLowerCase() } }), {
      frozen: true,
    })
    assert.deepEqual(await stranger.call('alarm.raise', { body: { code: alarm } }), { frozen: true })
    const proving = await world.prover.prove({
      ...anAsking,
      account: account.id,
      factor: 'totp',
      answer: secret(code(world, seed)),
    })
    assert.ok(!proving.proved && proving.why === 'wrong' && proving.because === 'frozen')
    assert.ok(world.ended.includes(`person ${account.id}`))
    assert.ok(world.ended.includes(`resets ${account.id}`))
    const frozen = world.events.filter(({ type }) => type === 'factor.frozen')
    assert.deepEqual(
      frozen.map(({ facts, account: whose }) => [facts['by'], whose?.id]),
      [['notice', account.id]],
    )
  })

  test('with a code that nobody got, or thirty days later, freezes nobody', async () => {
    await using world = await aWorld([aPerson('alice')])
    const { account } = aPerson('alice')
    const stranger = world.aBrowser()
    const raise = async (typed: string) =>
      (await stranger.call('alarm.raise', { body: { code: typed } })).frozen
    for (const typed of ['0000-0000-0000-0000', 'x', '☃', "'; drop table factors.freezes"]) {
      assert.equal(await raise(typed), false, typed)
    }
    const alarm = await world.freezes.alarmFor(account.id)
    world.pass(30 * 24 * 60 * 60 + 1)
    assert.equal(await raise(alarm), false)
  })

  test('keeps a thief with the password from enrolling, until the help desk has looked', async () => {
    const person = aPerson('alice')
    await using world = await aWorld([person])
    const { browser } = await anEnrolled(world, 'alice')
    await browser.call('person.not-me', { body: {} })
    assert.equal(browser.session, undefined)
    const thief = await signIn(world, 'alice')
    assert.equal((await thief.call('person.me')).frozen, true)
    const offer = thief.call('person.offer-factor', { body: { factor: 'totp' } })
    await assert.rejects(offer, { code: 'factor.frozen' })
    await assert.rejects(thief.call('person.recovery-codes'), { code: 'factor.frozen' })

    const desk = world.aBrowser()
    const named = { body: { account: 'alice' } }
    assert.deepEqual(await desk.call('admin.factors-thaw', named), { done: true })
    assert.deepEqual(await desk.call('admin.factors-thaw', named), { done: false })
    assert.equal((await (await signIn(world, 'alice')).call('person.me')).frozen, false)
  })

  test('says no code and no part of one to the log', async () => {
    const { account } = aPerson('alice')
    await using world = await aWorld([aPersonAs(account)])
    const alarm = await world.freezes.alarmFor(account.id)
    await world.aBrowser().call('alarm.raise', { body: { code: alarm } })
    assert.ok(!JSON.stringify(world.events).includes(alarm.slice(0, 9)))
  })

  test('of many who are asked about at once, only she is frozen, and from the moment she is', async () => {
    const people = ['alice', 'bob', 'carol'].map((name) => aPerson(name).account)
    await using world = await aWorld(people.map((account) => aPerson(account.sAMAccountName, account)))
    const ask = () => Promise.all(people.map(({ id }) => world.prover.isFrozen(id)))
    assert.deepEqual(await ask(), [false, false, false])
    const code = await world.freezes.alarmFor(people[1]?.id ?? ('' as AccountId))
    // Questions that are under way meanwhile may be answered either way; not those asked afterwards.
    const underWay = ask()
    await world.aBrowser().call('alarm.raise', { body: { code } })
    assert.deepEqual(await ask(), [false, true, false])
    await underWay
  })
})

const aPersonAs = (account: ReturnType<typeof aPerson>['account']) => aPerson('alice', account)

suite('the help desk', () => {
  test('sees what somebody has, and takes a lost telephone away; she is told', async () => {
    await using world = await aWorld([aPerson('alice')])
    await anEnrolled(world, 'alice')
    const desk = world.aBrowser()
    const { factors } = await desk.call('admin.factors', { body: { account: 'alice' } })
    assert.deepEqual(
      factors.map(({ factor, name }) => [factor, name]),
      [['totp', 'Phone']],
    )
    const remove = (id: string) => desk.call('admin.factor-remove', { body: { account: 'alice', id } })
    assert.deepEqual(await remove('nothing'), { done: false })
    assert.deepEqual(await remove(factors[0]?.id ?? ''), { done: true })
    assert.equal(world.notices.at(-1)?.kind, 'factor-removed')
    const last = world.events.at(-1)
    assert.deepEqual([last?.type, last?.outcome, last?.facts['by']], ['factor.removed', 'ok', 'help-desk'])
    const unknown = desk.call('admin.factors', { body: { account: 'nobody' } })
    await assert.rejects(unknown, { code: 'request.not-found' })
  })

  test('takes a thief’s telephone away, and with it whatever he proved by it', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    await anEnrolled(world, 'alice')
    const desk = world.aBrowser()
    const { factors } = await desk.call('admin.factors', { body: { account: 'alice' } })
    const remove = (id: string) => desk.call('admin.factor-remove', { body: { account: 'alice', id } })
    await remove('nothing')
    assert.deepEqual(world.ended, [])
    await remove(factors[0]?.id ?? '')
    const { id } = alice.account
    assert.deepEqual(world.ended, [`person ${id}`, `resets ${id}`])
  })

  test('takes away whatever was bound after a break-in, counts it first, and leaves what is older', async () => {
    await using world = await aWorld([aPerson('alice'), aPerson('bob')])
    await anEnrolled(world, 'alice')
    world.pass(60)
    const since = world.now().toISOString()
    await anEnrolled(world, 'bob')
    const desk = world.aBrowser()
    const unenrol = (dryRun: boolean) => desk.call('admin.factors-unenrol', { body: { since, dryRun } })
    assert.deepEqual(await unenrol(true), { accounts: 1, factors: { totp: 1 } })
    assert.equal(world.ended.length, 0)
    assert.deepEqual(await unenrol(false), { accounts: 1, factors: { totp: 1 } })
    assert.equal(world.ended.length, 2)
    assert.deepEqual(await unenrol(false), { accounts: 0, factors: {} })
    const left = async (account: string) =>
      (await desk.call('admin.factors', { body: { account } })).factors.length
    assert.deepEqual([await left('alice'), await left('bob')], [1, 0])
  })
})
