import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Secret as Seed } from 'otpauth'
import { secret } from '#kernel'
import { aPerson, aWorld, type Browser } from './testing/world.ts'
import { appKind, codeAt, stepAt } from './totp/code.ts'

type World = Awaited<ReturnType<typeof aWorld>>

const code = (world: World, seed: string) =>
  codeAt(Seed.fromBase32(seed).bytes, appKind, stepAt(appKind, world.now()))

async function signedIn(world: World, name = 'alice'): Promise<Browser> {
  const browser = world.aBrowser()
  await browser.call('person.sign-in', { body: { identifier: name, password: `${name}-password` } })
  return browser
}

async function offered(browser: Browser) {
  const offer = await browser.call('person.offer-factor', { body: { factor: 'totp' } })
  assert.ok(offer.kind === 'totp')
  return offer
}

async function enrolApp(world: World, browser: Browser, name = 'Phone') {
  const { id, seed } = await offered(browser)
  const body = { factor: 'totp', id, answer: code(world, seed), name } as const
  const me = await browser.call('person.confirm-factor', { body })
  world.pass(30)
  return { seed, me }
}

const at = (address: string) => ({ attempt: address, origin: { address, device: null }, languages: [] })
const prove = (browser: Browser, factor: 'totp' | 'recovery-code', answer: string) =>
  browser.call('person.prove', { body: { factor, answer } })

suite('enrolling', () => {
  test('the first app needs only the password; then come recovery codes, without waiting', async () => {
    await using world = await aWorld([aPerson('alice')])
    const browser = await signedIn(world)
    const before = browser.session?.id
    const { me } = await enrolApp(world, browser)
    assert.deepEqual(
      me.factors.map(({ factor, name }) => [factor, name]),
      [['totp', 'Phone']],
    )
    assert.deepEqual([me.mustProve, me.recoveryCodesLeft], [false, 0])
    assert.equal(browser.session?.proved, true)
    assert.notEqual(browser.session?.id, before)
    const { codes } = await browser.call('person.recovery-codes')
    assert.equal(codes.length, 10)
    assert.equal((await browser.call('person.me')).recoveryCodesLeft, 10)
  })

  test('is in the log before and after, and the person hears of it', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    const browser = await signedIn(world)
    const { me } = await enrolApp(world, browser)
    await browser.call('person.recovery-codes')
    await browser.call('person.remove-factor', { params: { id: me.factors[0]?.id ?? '' } })
    const told = world.events.map(({ type, outcome }) => `${type} ${outcome}`)
    assert.deepEqual(told, [
      'person.signed-in ok',
      'factor.enrolled announced',
      'factor.enrolled ok',
      'factor.codes-issued announced',
      'factor.codes-issued ok',
      'factor.removed announced',
      'factor.removed ok',
    ])
    for (const { account } of world.events) assert.equal(account?.id, alice.account.id)
    assert.deepEqual(
      world.notices.map(({ kind }) => kind),
      ['factor-enrolled', 'recovery-codes-issued', 'factor-removed'],
    )
    for (const { to, language } of world.notices)
      assert.deepEqual([to, language], [['alice@corp.example'], 'de'])
  })

  test('leaves no seed and no code in the log or the notices', async () => {
    await using world = await aWorld([aPerson('alice')])
    const browser = await signedIn(world)
    const { seed } = await enrolApp(world, browser)
    const { codes } = await browser.call('person.recovery-codes')
    const written = JSON.stringify([world.events, world.notices])
    for (const word of [seed, 'alice-password', ...codes]) assert.ok(!written.includes(word))
  })

  test('whoever has only the password cannot change factors once there is one', async () => {
    await using world = await aWorld([aPerson('alice')])
    const { seed, me } = await enrolApp(world, await signedIn(world))
    const thief = await signedIn(world)
    assert.equal((await thief.call('person.me')).mustProve, true)
    const id = me.factors[0]?.id ?? ''
    const unproved = { code: 'session.unproved' }
    await assert.rejects(offered(thief), unproved)
    await assert.rejects(thief.call('person.recovery-codes'), unproved)
    await assert.rejects(thief.call('person.remove-factor', { params: { id } }), unproved)
    const confirm = { factor: 'totp', id: 'x', answer: code(world, seed), name: 'Mine' } as const
    await assert.rejects(thief.call('person.confirm-factor', { body: confirm }), unproved)
  })

  test('a seed that a thief was offered before the person enrolled is worth nothing afterwards', async () => {
    await using world = await aWorld([aPerson('alice')])
    const [thief, alice] = [await signedIn(world), await signedIn(world)]
    const stolen = await offered(thief)
    await alice.call('person.recovery-codes')
    const body = { factor: 'totp', id: stolen.id, answer: code(world, stolen.seed), name: 'Mine' } as const
    await assert.rejects(thief.call('person.confirm-factor', { body }), { code: 'session.unproved' })
  })

  test('after a proof she may, in a session that is a new one', async () => {
    await using world = await aWorld([aPerson('alice')])
    const { seed } = await enrolApp(world, await signedIn(world))
    const browser = await signedIn(world)
    const before = browser.session?.id
    assert.equal((await prove(browser, 'totp', code(world, seed))).mustProve, false)
    assert.notEqual(browser.session?.id, before)
    world.pass(30)
    assert.equal((await enrolApp(world, browser, 'Tablet')).me.factors.length, 2)
  })

  test('with a recovery code she may too, once with each', async () => {
    await using world = await aWorld([aPerson('alice')])
    const first = await signedIn(world)
    await enrolApp(world, first)
    const { codes } = await first.call('person.recovery-codes')
    const [one = ''] = codes
    assert.equal((await prove(await signedIn(world), 'recovery-code', one)).recoveryCodesLeft, 9)
    await assert.rejects(prove(await signedIn(world), 'recovery-code', one), { code: 'factor.refused' })
  })

  test('wrong proofs are counted: the sixth says when to try again, and the log says why each was refused', async () => {
    await using world = await aWorld([aPerson('alice')])
    await enrolApp(world, await signedIn(world))
    const browser = await signedIn(world)
    for (let i = 0; i < 5; i++)
      await assert.rejects(prove(browser, 'totp', '000000'), { code: 'factor.refused' })
    await assert.rejects(prove(browser, 'totp', '000000'), { code: 'factor.locked', retryAfterSeconds: 900 })
    const why = world.events
      .filter(({ type }) => type === 'person.not-proved')
      .map(({ facts }) => facts['why'])
    assert.deepEqual(why, [...Array<string>(5).fill('wrong'), 'too-many-tries'])
  })

  test('an app is confirmed by its own code only, within ten minutes, and by the one who was offered it', async () => {
    await using world = await aWorld([aPerson('alice'), aPerson('mallory')])
    const [alice, mallory] = [await signedIn(world), await signedIn(world, 'mallory')]
    const { id, seed } = await offered(alice)
    const body = () => ({ factor: 'totp', id, answer: code(world, seed), name: 'Phone' }) as const
    await assert.rejects(alice.call('person.confirm-factor', { body: { ...body(), answer: '000000' } }), {
      code: 'factor.refused',
    })
    await assert.rejects(mallory.call('person.confirm-factor', { body: body() }), { code: 'factor.unknown' })
    world.pass(600)
    await assert.rejects(alice.call('person.confirm-factor', { body: body() }), { code: 'factor.unknown' })
    assert.deepEqual((await alice.call('person.me')).factors, [])
  })

  test('whoever proved by an app that she removes is out, but for herself', async () => {
    const { account } = aPerson('alice')
    await using world = await aWorld([aPerson('alice', account)])
    const browser = await signedIn(world)
    const { me } = await enrolApp(world, browser)
    const hers = browser.session?.id ?? ''
    await browser.call('person.remove-factor', { params: { id: me.factors[0]?.id ?? '' } })
    assert.deepEqual(world.ended, [`person ${account.id} ${hers}`, `resets ${account.id}`])
  })

  test('new recovery codes end what was proved by the old ones', async () => {
    const { account } = aPerson('alice')
    await using world = await aWorld([aPerson('alice', account)])
    const browser = await signedIn(world)
    await browser.call('person.recovery-codes')
    assert.deepEqual(world.ended, [`person ${account.id} ${browser.session?.id}`, `resets ${account.id}`])
  })

  test('nobody removes the factor of somebody else', async () => {
    await using world = await aWorld([aPerson('alice'), aPerson('mallory')])
    const { me } = await enrolApp(world, await signedIn(world))
    const mallory = await signedIn(world, 'mallory')
    const params = { id: me.factors[0]?.id ?? '' }
    await assert.rejects(mallory.call('person.remove-factor', { params }), { code: 'factor.unknown' })
  })

  test('ends at five apps', async () => {
    await using world = await aWorld([aPerson('alice')])
    const browser = await signedIn(world)
    for (let i = 0; i < 5; i++) await enrolApp(world, browser, `Phone ${i}`)
    await assert.rejects(offered(browser), { code: 'factor.refused' })
  })

  test('a protected account may enrol: what it may not is a matter of policy', async () => {
    await using world = await aWorld([aPerson('alice', { isProtected: true })])
    assert.equal((await enrolApp(world, await signedIn(world))).me.factors.length, 1)
  })

  test('somebody without a mail address enrols too', async () => {
    await using world = await aWorld([aPerson('alice', { mail: null })])
    await enrolApp(world, await signedIn(world))
    assert.deepEqual(
      world.notices.map(({ to }) => to),
      [[]],
    )
  })
})

suite('the prover', () => {
  test('proves over all factors, and lists them', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    const { seed } = await enrolApp(world, await signedIn(world))
    const answer = secret(code(world, seed))
    const one = {
      account: alice.account.id,
      subject: 'alice',
      factor: 'totp',
      answer,
      ...at('10.9.0.1'),
    } as const
    assert.deepEqual(await world.prover.prove(one), { proved: true })
    assert.deepEqual(await world.prover.prove(one), {
      proved: false,
      why: 'wrong',
      because: 'reused',
      retryAfterSeconds: 0,
    })
    assert.deepEqual(
      (await world.prover.enrolled(alice.account.id)).map(({ factor }) => factor),
      ['totp'],
    )
  })

  test('answers alike for an account that others locked, with the right code, and for nobody', async () => {
    const alice = aPerson('alice')
    await using world = await aWorld([alice])
    const { seed } = await enrolApp(world, await signedIn(world))
    const from = (address: string, answer: string) =>
      ({
        account: alice.account.id,
        subject: 'alice',
        factor: 'totp',
        answer: secret(answer),
        ...at(address),
      }) as const
    for (let i = 0; i < 5; i++) await world.prover.prove(from(`10.9.1.${i}`, '000000'))
    const { because, ...locked } = {
      because: '',
      ...(await world.prover.prove(from('10.9.2.1', code(world, seed)))),
    }
    assert.equal(because, 'too-many-tries')
    const nobody = { ...from('10.9.2.2', '123456'), account: null, subject: 'nobody' }
    const { because: other, ...unknown } = { because: '', ...(await world.prover.prove(nobody)) }
    assert.equal(other, 'not-enrolled')
    assert.deepEqual(locked, unknown)
    // What was not looked at is not used up.
    world.pass(15 * 60)
    assert.deepEqual(await world.prover.prove(from('10.9.2.1', code(world, seed))), { proved: true })
  })
})
