import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AuditEvent } from '#audit'
import { aPerson, aWorld } from '../testing/world.ts'
import { createPassDesk } from './desk.ts'

const alice = aPerson('alice')
const admin = aPerson('admin', { isProtected: true })
const aDesk = () => aWorld([alice, admin, aPerson('mallory')], { settings: { accessPass: {} } })
const issue = {
  account: 'alice',
  by: 'bob',
  why: 'badge seen, ticket 4711',
  minutes: 60,
  length: 12,
  once: false,
}

suite('the help desk and access passes', () => {
  test('a pass lets her in who has nothing else, and who gave it and why is in the log', async () => {
    await using world = await aDesk()
    const issued = await world.aBrowser().call('admin.pass-issue', { body: issue })
    assert.ok(issued.issued)
    assert.equal(issued.expires, '2026-11-21T09:00:00.000Z')
    const browser = world.aBrowser()
    await browser.call('person.sign-in', { body: { identifier: 'alice', password: 'alice-password' } })
    const body = { factor: 'access-pass', answer: issued.pass } as const
    assert.equal((await browser.call('person.prove', { body })).mustProve, false)
    const entry = world.events.find(({ type }) => type === 'factor.pass-issued')
    assert.deepEqual(entry?.account, { id: alice.account.id, sid: alice.account.sid })
    assert.deepEqual(entry.facts, { by: 'bob', why: issue.why, minutes: 60, once: false, refused: null })
    assert.equal(entry.outcome, 'announced')
  })

  test('the person hears of it by mail, and nobody reads the pass there or in the log', async () => {
    await using world = await aDesk()
    const issued = await world.aBrowser().call('admin.pass-issue', { body: issue })
    assert.ok(issued.issued)
    assert.deepEqual(
      world.notices.map(({ kind, to }) => [kind, to]),
      [['access-pass-issued', ['alice@corp.example']]],
    )
    assert.ok(!JSON.stringify([world.events, world.notices]).includes(issued.pass))
  })

  test('no pass opens a protected account, and none is issued for a name that nobody has', async () => {
    await using world = await aDesk()
    const desk = world.aBrowser()
    const told = async (account: string) => {
      const answer = await desk.call('admin.pass-issue', { body: { ...issue, account } })
      return answer.issued ? '' : answer.why
    }
    assert.equal(await told('admin'), 'protected')
    assert.equal(await told('nobody'), 'unknown')
    assert.deepEqual((await desk.call('admin.passes')).passes, [])
    assert.equal(world.events[0]?.outcome, 'refused')
  })

  test('a pass is listed without what it reads, and can be taken back', async () => {
    await using world = await aDesk()
    const desk = world.aBrowser()
    const issued = await desk.call('admin.pass-issue', { body: issue })
    const { passes } = await desk.call('admin.passes')
    assert.ok(issued.issued && !JSON.stringify(passes).includes(issued.pass))
    assert.deepEqual(
      passes.map(({ account, once, lastUsed }) => [account, once, lastUsed]),
      [['alice', false, null]],
    )
    const body = { account: 'alice', by: 'bob' }
    assert.deepEqual(await desk.call('admin.pass-revoke', { body }), { revoked: true })
    assert.ok(
      world.ended.some((one) => one.startsWith('person ')),
      'whoever used it is signed out',
    )
    assert.deepEqual(await desk.call('admin.pass-revoke', { body }), { revoked: false })
    const browser = world.aBrowser()
    await browser.call('person.sign-in', { body: { identifier: 'alice', password: 'alice-password' } })
    const answer = { factor: 'access-pass', answer: issued.pass } as const
    await assert.rejects(browser.call('person.prove', { body: answer }), { code: 'factor.refused' })
  })

  test('a thief with her password cannot remove the pass that stands in his way', async () => {
    await using world = await aDesk()
    await world.aBrowser().call('admin.pass-issue', { body: issue })
    const thief = world.aBrowser()
    await thief.call('person.sign-in', { body: { identifier: 'alice', password: 'alice-password' } })
    const { factors, mustProve } = await thief.call('person.me')
    assert.ok(mustProve && factors[0])
    await assert.rejects(thief.call('person.remove-factor', { params: { id: factors[0].id } }), {
      code: 'session.unproved',
    })
  })

  test('switched off, nothing is issued and nothing proves', async () => {
    await using world = await aWorld([alice])
    const desk = world.aBrowser()
    await assert.rejects(desk.call('admin.pass-issue', { body: issue }), { code: 'factor.unknown' })
    await assert.rejects(desk.call('admin.passes'), { code: 'factor.unknown' })
  })
})

suite('an issuer who has an account', () => {
  test('issues no pass to herself, and the try is in the log', async () => {
    const events: AuditEvent[] = []
    const desk = createPassDesk({
      distrust: async () => {},
      passes: { issue: assert.fail, list: assert.fail, enrolled: assert.fail, remove: assert.fail },
      directory: { find: async () => ({ found: true, account: alice.account }), read: assert.fail },
      audit: { append: async (event) => void events.push(event) as never },
      notify: { send: async () => assert.fail() },
      clock: assert.fail,
    })
    const wish = { length: 12, minutes: 60, isOnce: false, why: 'forgot mine' }
    const self = { account: alice.account.id, name: 'alice' }
    assert.deepEqual(await desk.issue('alice', wish, self), { issued: false, why: 'oneself' })
    assert.deepEqual(
      events.map(({ outcome, facts }) => [outcome, facts['refused']]),
      [['refused', 'oneself']],
    )
  })
})
