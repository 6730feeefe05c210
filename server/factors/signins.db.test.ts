import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aPerson, aWorld, type Browser } from './testing/world.ts'

const signIn = (browser: Browser, identifier: string, password: string) =>
  browser.call('person.sign-in', { body: { identifier, password } })

suite('signing in', () => {
  test('with the current password starts a session that has proved nothing else', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    const browser = world.aBrowser()
    const me = await signIn(browser, 'alice', alice.password)
    assert.deepEqual(me, {
      name: 'alice',
      displayName: 'ALICE',
      mustChange: false,
      mustProve: false,
      factors: [],
      recoveryCodesLeft: 0,
      enrollable: ['totp'],
      mustProveToChange: false,
      frozen: false,
      enrolBy: null,
      proved: [],
    })
    assert.deepEqual(
      [browser.session?.kind, browser.session?.subject, browser.session?.proved],
      ['person', alice.account.id, false],
    )
    assert.deepEqual(
      world.events.map(({ type, outcome }) => `${type} ${outcome}`),
      ['person.signed-in ok'],
    )
  })

  for (const says of ['must-change', 'expired-password'] as const) {
    test(`with a password that is right and ${says} works, and says so`, async () => {
      const alice = aPerson('alice', { says })
      await using world = await aWorld([alice])
      assert.equal((await signIn(world.aBrowser(), 'alice', 'x')).mustChange, true)
    })
  }

  test('is refused in one way, whatever the reason is', async () => {
    const persons = [
      aPerson('wrong'),
      aPerson('locked', { says: 'locked' }),
      aPerson('nearly-locked', { says: 'not-now' }),
      aPerson('disabled', { disabled: true }),
      aPerson('expired', { expired: true }),
    ]
    await using world = await aWorld(persons)
    for (const name of ['nobody', ...persons.map(({ account }) => account.sAMAccountName)]) {
      const browser = world.aBrowser()
      const refusal = {
        name: 'Fault',
        code: 'sign-in.refused',
        message: 'not signed in',
        retryAfterSeconds: undefined,
      }
      await assert.rejects(signIn(browser, name, 'guess'), refusal, name)
      assert.equal(browser.session, undefined)
    }
    const why = world.events.map(({ type, facts }) => `${type} ${facts['why']}`)
    assert.deepEqual(
      why,
      ['unknown', 'wrong', 'locked', 'not-now', 'disabled', 'expired'].map(
        (one) => `person.not-signed-in ${one}`,
      ),
    )
    assert.equal(world.events[0]?.account, null)
  })

  test('asks a DC at most four times for an account, however many guess at once, so that AD never locks it', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    const guesses = Array.from({ length: 60 }, (_, i) => signIn(world.aBrowser(), 'alice', `guess ${i}`))
    await Promise.allSettled(guesses)
    assert.equal(world.asked.length, 4)
    await assert.rejects(signIn(world.aBrowser(), 'alice', alice.password), { code: 'sign-in.refused' })
    world.pass(15 * 60)
    assert.equal((await signIn(world.aBrowser(), 'alice', alice.password)).name, 'alice')
  })

  test('tells who guesses when to try again, alike for a name that nobody has', async () => {
    await using world = await aWorld([aPerson('alice')])
    for (const name of ['alice', 'nobody']) {
      const browser = world.aBrowser()
      for (let i = 0; i < 4; i++)
        await assert.rejects(signIn(browser, name, 'guess'), { code: 'sign-in.refused' })
      await assert.rejects(signIn(browser, name, 'guess'), { code: 'factor.locked', retryAfterSeconds: 900 })
    }
  })

  test('is refused no sooner for a name that nobody has than for one whose password a DC had to check', async () => {
    await using world = await aWorld([aPerson('alice')], { refusalMs: 250 })
    const refused = async (name: string) => {
      const start = performance.now()
      await assert.rejects(signIn(world.aBrowser(), name, 'guess'), { code: 'sign-in.refused' })
      return performance.now() - start
    }
    for (const name of ['alice', 'nobody']) assert.ok((await refused(name)) >= 249, name)
  })

  test('with the right password does not wait for that', async () => {
    await using world = await aWorld([aPerson('alice')], { refusalMs: 3_600_000 })
    assert.equal((await signIn(world.aBrowser(), 'alice', 'alice-password')).name, 'alice')
  })

  test('ends with the account: gone, disabled or expired people have no session', async () => {
    const persons = [aPerson('alice')]
    await using world = await aWorld(persons)
    const browser = world.aBrowser()
    await signIn(browser, 'alice', 'alice-password')
    const [alice] = persons
    assert.ok(alice)
    for (const change of [{ disabled: true }, { expired: true }]) {
      persons[0] = { ...alice, account: { ...alice.account, ...change } }
      await assert.rejects(browser.call('person.me'), { code: 'session.missing' })
    }
    persons.pop()
    await assert.rejects(browser.call('person.me'), { code: 'session.missing' })
  })

  test('and changing the password share one count, since both guess the same password', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    for (let i = 0; i < 3; i++) await assert.rejects(signIn(world.aBrowser(), 'alice', 'guess'))
    const spend = () => world.spendPasswordTry(alice.account, { address: '10.8.0.1', device: null })
    const wasRight = await spend()
    await assert.rejects(spend(), { code: 'factor.locked', retryAfterSeconds: 900 })
    await wasRight()
    await spend()
  })

  test('out ends the session', async () => {
    await using world = await aWorld([aPerson('alice')])
    const browser = world.aBrowser()
    await signIn(browser, 'alice', 'alice-password')
    assert.deepEqual(await browser.call('person.sign-out'), {})
    assert.equal(browser.session, undefined)
    await assert.rejects(browser.call('person.me'), { code: 'session.missing' })
  })
})
