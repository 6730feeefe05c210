import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import { checkFollowOrder, checkForgetOrder, type Here, type Refusal } from './order-check.ts'
import { aComputer, alice, aServer, before, bob, fresh, id, pwdLastSet } from './testing.ts'

type Server = ReturnType<typeof aServer>

async function refused(why: Refusal, over: Parameters<Server['follow']>[1], here: Partial<Here> = {}) {
  const server = aServer()
  const computer = aComputer(server.serverKey)
  const offer = await server.follow(computer, over)
  const checked = await checkFollowOrder(offer, { ...computer, ...here })
  assert.deepEqual(checked, { ok: false, why })
  assert.deepEqual(computer.used, [])
}

suite('an order to follow', () => {
  test('is obeyed: signed by the pinned key, for this computer, this moment and somebody cached here', async () => {
    const server = aServer()
    const computer = aComputer(server.serverKey)
    const checked = await checkFollowOrder(await server.follow(computer), computer)
    assert.ok(checked.ok)
    assert.equal(checked.password.toString(), fresh)
    assert.deepEqual(checked.name, { domain: 'corp', name: 'Alice' })
    assert.deepEqual(computer.used, [checked.order.order])
  })

  test('is compared with what SSSD knows: the NetBIOS name of its domain, or the SID alone', async () => {
    const known = (netbios: string | null) => async () => ({ domain: 'corp.example', name: 'alice', netbios })
    for (const netbios of ['corp', null]) {
      const server = aServer()
      const computer = aComputer(server.serverKey)
      const here = { ...computer, nameOf: known(netbios) }
      assert.equal((await checkFollowOrder(await server.follow(computer), here)).ok, true)
    }
    await refused('for-another-name', {}, { nameOf: known('OTHER') })
    // It is what SSSD's domain is called here, which nobody signs.
    await refused('for-another-name', { domain: 'corp.example' }, { nameOf: known('CORP') })
  })

  test('counts once', async () => {
    const server = aServer()
    const computer = aComputer(server.serverKey)
    const offer = await server.follow(computer)
    assert.equal((await checkFollowOrder(offer, computer)).ok, true)
    assert.deepEqual(await checkFollowOrder(offer, computer), { ok: false, why: 'used-before' })
  })

  test('that was recorded and is played back at another moment is none', async () => {
    await refused('for-another-moment', {}, { nonce: randomBytes(32).toString('base64url') })
  })

  test('of who is not the pinned server is none, and neither is one with a bent bit', async () => {
    await refused('not-signed-by-our-server', {}, { serverKey: aServer().serverKey })
    await refused('not-signed-by-our-server', {}, { serverKey: 'nonsense' })
    const server = aServer()
    const computer = aComputer(server.serverKey)
    const offer = await server.follow(computer)
    const bytes = Buffer.from(offer.text, 'base64url')
    for (const at of [0, 40, bytes.length - 2]) {
      const bent = Buffer.from(bytes)
      bent.writeUInt8(bent.readUInt8(at) ^ 1, at)
      const checked = await checkFollowOrder({ ...offer, text: bent.toString('base64url') }, computer)
      assert.deepEqual(checked, { ok: false, why: 'not-signed-by-our-server' })
    }
  })

  test('for another computer, another account or another name is none', async () => {
    await refused('for-another-device', { device: id() })
    await refused('for-somebody-unknown-here', { account: bob })
    await refused('for-another-name', { name: 'alicia' })
    const other = async () => ({ domain: 'other.example', name: 'alice' })
    await refused('for-another-name', {}, { nameOf: other })
  })

  test('for somebody who is not cached here is none', async () => {
    await refused('for-somebody-not-cached-here', {}, { cached: async () => undefined })
  })

  test('replaces nothing by what is older or as old, and what is of an unknown age by anything', async () => {
    const later = new Date(pwdLastSet.getTime() + 1)
    for (const passwordLastSet of [pwdLastSet, later]) {
      await refused(
        'not-newer-than-what-is-here',
        {},
        { cached: async (account) => ({ account, passwordLastSet }) },
      )
    }
    await refused('not-newer-than-what-is-here', { pwdLastSet: before })
    const server = aServer()
    const computer = aComputer(server.serverKey)
    const unknown = { ...computer, cached: async () => ({ account: alice, passwordLastSet: null }) }
    assert.equal((await checkFollowOrder(await server.follow(computer), unknown)).ok, true)
  })

  test('whose password was sealed to another key, by another order, or is another, is none', async () => {
    await refused('password-does-not-open', { sealingKey: generateKeyPairSync('x25519').privateKey })
    await refused('password-does-not-open', { order: id() })
    await refused('for-another-password', { password: randomBytes(32).toString('base64url') })
  })

  test('is no order to forget, and the other way round', async () => {
    const server = aServer()
    const computer = aComputer(server.serverKey)
    const [follow, forget] = [await server.follow(computer), server.forget(computer)]
    assert.deepEqual(checkForgetOrder({ ...follow, kind: 'forget' }, computer), {
      ok: false,
      why: 'not-an-order',
    })
    const bent = await checkFollowOrder({ ...forget, kind: 'follow', sealed: follow.sealed }, computer)
    assert.deepEqual(bent, { ok: false, why: 'not-an-order' })
  })
})

test('an order to forget is obeyed for this computer and this moment alone', () => {
  const server = aServer()
  const computer = aComputer(server.serverKey)
  const offer = server.forget(computer, bob)
  assert.deepEqual(checkForgetOrder(offer, computer), { ok: true, account: bob, order: offer.order })
  const why = (here: Partial<Here>) => {
    const checked = checkForgetOrder(offer, { ...computer, ...here })
    return checked.ok ? undefined : checked.why
  }
  assert.equal(why({ device: id() }), 'for-another-device')
  assert.equal(why({ nonce: randomBytes(32).toString('base64url') }), 'for-another-moment')
  assert.equal(why({ serverKey: aServer().serverKey }), 'not-signed-by-our-server')
})
