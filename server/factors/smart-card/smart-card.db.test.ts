import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { cardExtensions, sidExtension } from '@keyturn/protocols/pki/testing'
import { secret, type AccountId } from '#kernel'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { aCardWorld, sidOf, type CardWorld } from './testing/cards.ts'

let people = 0
const anAccount = () => `8f1c3a52-0000-4000-8000-${String(++people).padStart(12, '0')}` as AccountId
const refused = { proved: false, why: 'wrong' } as const

factorSuite('a smart card', async () => {
  const world = await aCardWorld()
  return {
    factor: world.factor,
    wrong: 'x'.repeat(400),
    async enrol(account) {
      const card = await world.cardOf(account)
      await world.enrol(account, card)
      return async (challenge) => world.answerOf(card, 'ticket' in challenge ? challenge.ticket : '')
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
})

suite('a smart card', () => {
  let world: CardWorld
  before(async () => void (world = await aCardWorld()))
  after(() => world[Symbol.asyncDispose]())

  const begin = async (account: AccountId | null) => {
    const asking = anAsking(account)
    const challenge = await world.factor.challenge?.(asking)
    assert.ok(challenge?.kind === 'card')
    return { asking, challenge }
  }
  const outcome = async (card: Parameters<CardWorld['show']>[0], form: Parameters<CardWorld['show']>[1]) =>
    new URL((await world.show(card, form)).location ?? assert.fail('no redirect')).hash.slice(1)

  test('is known to the audit log by the SHA-256 of its key', async () => {
    const alice = anAccount()
    const made = await world.offer(alice)
    const answer = await world.answerOf(await world.cardOf(alice), made.ticket)
    const confirmed = await world.confirm(alice, made.id, answer)
    assert.ok(typeof confirmed === 'object')
    assert.match(String(confirmed.facts?.['fingerprint']), /^[0-9a-f]{64}$/)
  })

  test('brings its person back to the page she came from, and nowhere else', async () => {
    const alice = anAccount()
    const card = await world.cardOf(alice)
    const { challenge } = await begin(alice)
    const back = async (path: string) =>
      (await world.show(card, { ticket: challenge.ticket, back: path })).location?.replace(/#.*/, '')
    assert.equal(await back('/reset/prove'), 'https://portal.corp.example/reset/prove')
    for (const evil of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/a#b', '/../x', 'x']) {
      assert.equal(await back(evil), 'https://portal.corp.example/', evil)
    }
  })

  test('that another person showed proves nothing: thieves do not get the answer, nor can they use their own', async () => {
    const [alice, mallory] = [anAccount(), anAccount()]
    const [hers, his] = [await world.cardOf(alice), await world.cardOf(mallory)]
    await world.enrol(alice, hers)
    await world.enrol(mallory, his)
    const { asking, challenge } = await begin(alice)
    const answer = await world.answerOf(his, challenge.ticket)
    assert.deepEqual(await world.factor.prove(asking, secret(answer)), refused)
    // Mallory begins for Alice and makes her browser show her card: the answer is in her browser, for his attempt.
    const theft = await begin(alice)
    const stolen = await world.answerOf(hers, theft.challenge.ticket)
    const own = await begin(alice)
    assert.deepEqual(await world.factor.prove(own.asking, secret(stolen)), refused)
  })

  test('that was not enrolled proves nothing, although it is hers', async () => {
    const alice = anAccount()
    await world.enrol(alice, await world.cardOf(alice))
    const second = await world.cardOf(alice)
    const { asking, challenge } = await begin(alice)
    assert.deepEqual(
      await world.factor.prove(asking, secret(await world.answerOf(second, challenge.ticket))),
      refused,
    )
  })

  test('of somebody else cannot be enrolled, nor one that is enrolled already', async () => {
    const [alice, bob] = [anAccount(), anAccount()]
    const card = await world.cardOf(bob)
    const offer = await world.offer(alice)
    const answer = await world.answerOf(card, offer.ticket)
    assert.equal(await world.confirm(alice, offer.id, answer), 'wrong')
    await world.enrol(bob, card)
    const again = await world.offer(bob)
    const confirmed = await world.confirm(bob, again.id, await world.answerOf(card, again.ticket))
    assert.ok(typeof confirmed === 'object')
    assert.equal(await confirmed.enrol('Again'), false)
    assert.equal(await world.confirm(bob, again.id, 'nonsense'), 'unknown')
  })

  test('with a renewed certificate for the same key is the same card', async () => {
    const alice = anAccount()
    const card = await world.cardOf(alice)
    await world.enrol(alice, card)
    const extensions = [...cardExtensions, ...sidExtension(sidOf(alice))]
    const renewed = await world.ca.issue({ subject: '/CN=Renewed', extensions, keyFile: card.keyFile })
    const { asking, challenge } = await begin(alice)
    const answer = await world.answerOf(renewed, challenge.ticket)
    assert.deepEqual(await world.factor.prove(asking, secret(answer)), { proved: true })
  })

  test('late, of a stranger, revoked or missing is told in a word and proves nothing', async () => {
    const alice = anAccount()
    const card = await world.cardOf(alice)
    const { challenge } = await begin(alice)
    const { ticket } = challenge
    const stranger = await world.strangers.issue({
      subject: '/CN=Alice',
      extensions: [...cardExtensions, ...sidExtension(sidOf(alice))],
    })
    assert.equal(await outcome(undefined, { ticket }), 'card-refused=no-card')
    assert.equal(await outcome(stranger, { ticket }), 'card-refused=not-accepted')
    assert.equal(await outcome(card, { ticket: `${ticket}x` }), 'card-refused=late')
    assert.equal(await outcome(card, { ticket: '' }), 'card-refused=late')
    const nobodys = await world.ca.issue({ subject: '/CN=Nobody', extensions: cardExtensions })
    assert.equal(await outcome(nobodys, { ticket }), 'card-refused=unknown')
    world.isAway = true
    assert.equal(await outcome(card, { ticket }), 'card-refused=not-now')
    world.isAway = false
    world.pass(301)
    assert.equal(await outcome(card, { ticket }), 'card-refused=late')
  })

  test('that was lost is refused as soon as the list of its CA says so', async () => {
    const alice = anAccount()
    const lost = await world.cardOf(alice)
    assert.match(await outcome(lost, { ticket: (await begin(alice)).challenge.ticket }), /^card=/)
    await world.revoke(lost)
    const { ticket } = (await begin(alice)).challenge
    assert.equal(await outcome(lost, { ticket }), 'card-refused=not-accepted')
  })

  test('a stranger’s ticket looks like hers, and the listener does not tell them apart', async () => {
    const alice = anAccount()
    const card = await world.cardOf(alice)
    const [known, unknown] = [await begin(alice), await begin(null)]
    assert.equal(known.challenge.ticket.length, unknown.challenge.ticket.length)
    assert.match(await outcome(card, { ticket: known.challenge.ticket }), /^card=[\w-]+$/)
    assert.match(await outcome(card, { ticket: unknown.challenge.ticket }), /^card=[\w-]+$/)
  })

  test('the listener has one form, and answers nothing else', async () => {
    const card = await world.cardOf(anAccount())
    for (const request of [{ method: 'GET' }, { path: '/x' }, { method: 'PUT' }]) {
      assert.equal((await world.show(card, { ticket: '' }, request)).status, 404)
    }
    assert.equal((await world.show(card, { ticket: 'x'.repeat(10_000) })).status, 413)
  })
})

suite('a smart card behind a proxy', () => {
  let world: CardWorld
  before(async () => void (world = await aCardWorld({ proxies: ['127.0.0.1'], header: 'Client-Cert' })))
  after(() => world[Symbol.asyncDispose]())

  test('is what the proxy’s header says, in either spelling', async () => {
    const alice = anAccount()
    const card = await world.cardOf(alice)
    await world.enrol(alice, card)
    const asking = anAsking(alice)
    const challenge = await world.factor.challenge?.(asking)
    assert.ok(challenge?.kind === 'card')
    const base64 = Buffer.from(card.der).toString('base64')
    const pem = encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`)
    const hash = async (header: string | undefined) => {
      const headers = header === undefined ? {} : { 'Client-Cert': header }
      const { location } = await world.show(undefined, { ticket: challenge.ticket }, { headers })
      return new URL(location ?? '').hash.slice(1)
    }
    for (const header of [`:${base64}:`, pem]) assert.match(await hash(header), /^card=[\w-]+$/)
    assert.equal(await hash(undefined), 'card-refused=no-card')
    assert.equal(await hash('%ff'), 'card-refused=no-card')
    assert.equal(await hash(`:${base64}:, :${base64}:`), 'card-refused=no-card')
  })

  test('counts from that proxy only', async () => {
    await using far = await aCardWorld({ proxies: ['10.9.9.0/24'], header: 'Client-Cert' })
    const card = await far.cardOf(anAccount())
    const headers = { 'Client-Cert': `:${Buffer.from(card.der).toString('base64')}:` }
    assert.equal((await far.show(undefined, { ticket: '' }, { headers })).status, 403)
  })
})
