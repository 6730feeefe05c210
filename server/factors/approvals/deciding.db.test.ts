import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Secret as Seed } from 'otpauth'
import { anAsking } from '../factor-suite.ts'
import { aPerson, aWorld } from '../testing/world.ts'
import { appKind, codeAt, stepAt } from '../totp/code.ts'
import { aFactorSince, anApprover, anOffice } from './testing.ts'

/** Alice has asked bob. */
async function asked() {
  const office = await anOffice()
  const [alice, bob] = [office.add('alice'), office.add('bob')]
  const asking = anAsking(alice.id)
  await office.ask('colleague-approval', asking, 'bob')
  const approver = anApprover(bob)
  const [request] = (await office.deciding.list(approver)).requests
  assert.ok(request)
  const prove = () => office.prove('colleague-approval', asking)
  return { ...office, office, alice, bob, asking, approver, id: request.id, prove }
}

suite('somebody who is asked to vouch', () => {
  test('approves once, for that attempt, and both sides are in the log; she hears who it was', async () => {
    const used = await asked()
    await using _ = used.office
    const elsewhere = anAsking(used.alice.id)
    await used.office.ask('colleague-approval', elsewhere, 'nobody')
    await used.deciding.decide(used.approver, { id: used.id, decision: 'approve' })
    assert.equal(await used.factor('colleague-approval').ready?.(used.asking), true)
    assert.equal((await used.office.prove('colleague-approval', elsewhere)).proved, false)
    assert.deepEqual(await used.prove(), { proved: true })
    assert.deepEqual(await used.prove(), { proved: false, why: 'reused' })
    const given = used.events.filter(({ type }) => type === 'approval.given')
    assert.deepEqual(
      given.map(({ account, outcome }) => [account?.id, outcome]),
      [
        [used.bob.id, 'announced'],
        [used.bob.id, 'ok'],
        [used.alice.id, 'ok'],
      ],
    )
    const last = used.notices.at(-1)
    assert.deepEqual(
      [last?.kind, last?.to, last?.other, last?.account],
      ['approval-given', ['alice@corp.example'], { name: 'BOB' }, used.alice.id],
    )
  })

  test('refuses, and to whoever asked it looks as if nobody had answered', async () => {
    const used = await asked()
    await using _ = used.office
    await used.deciding.decide(used.approver, { id: used.id, decision: 'refuse' })
    assert.equal(await used.factor('colleague-approval').ready?.(used.asking), false)
    assert.equal((await used.prove()).proved, false)
    assert.equal(used.notices.at(-1)?.kind, 'approval-refused')
    await assert.rejects(used.deciding.decide(used.approver, { id: used.id, decision: 'approve' }), {
      code: 'request.not-found',
    })
  })

  test('vouches for nobody with her password alone, nor when only others vouched for her', async () => {
    const used = await asked()
    await using _ = used.office
    const weak = [
      anApprover(used.bob, { proved: false }),
      anApprover(used.bob, { proofs: [] }),
      anApprover(used.bob, { proofs: ['manager-approval', 'colleague-approval'] }),
    ]
    for (const one of weak) {
      await assert.rejects(used.deciding.list(one), { code: 'session.unproved' })
      await assert.rejects(used.deciding.decide(one, { id: used.id, decision: 'approve' }), {
        code: 'session.unproved',
      })
      await assert.rejects(used.deciding.mute(one, 1), { code: 'session.unproved' })
    }
    assert.equal((await used.prove()).proved, false)
  })

  test('vouches for nobody by an app that a thief with her password enrolled yesterday evening', async () => {
    const used = await asked()
    await using _ = used.office
    const { enrolled, bob, approver, deciding, id } = used
    const refused = { code: 'approval.too-early' }
    const recent = [
      [aFactorSince(new Date('2026-11-20T08:00:01Z'))],
      [],
      // What he did not prove by may be as old as it likes.
      [
        aFactorSince(new Date('2026-11-21T07:00:00Z')),
        aFactorSince(new Date(0), { factor: 'colleague-approval', own: false }),
        aFactorSince(new Date(0), { factor: 'recovery-code' }),
      ],
    ]
    for (const has of recent) {
      enrolled.set(bob.id, has)
      await assert.rejects(deciding.list(approver), refused)
      await assert.rejects(deciding.decide(approver, { id, decision: 'approve' }), refused)
      await assert.rejects(deciding.decide(approver, { id, decision: 'refuse' }), refused)
      await assert.rejects(deciding.mute(approver, 8), refused)
    }
    assert.deepEqual(await used.prove(), { proved: false, why: 'waiting' })
    assert.ok(!used.events.some(({ type }) => type === 'approval.given'))
  })

  test('vouches by what she has had for a day, though she enrolled another one this morning', async () => {
    const used = await asked()
    await using _ = used.office
    used.enrolled.set(used.bob.id, [
      aFactorSince(new Date('2026-11-21T07:00:00Z')),
      aFactorSince(new Date('2026-11-20T08:00:00Z'), { id: 'old' }),
    ])
    await used.deciding.decide(used.approver, { id: used.id, decision: 'approve' })
    assert.deepEqual(await used.prove(), { proved: true })
  })

  test('is the only one who can: neither the one who asks nor anybody else', async () => {
    const used = await asked()
    await using _ = used.office
    for (const one of [used.alice, used.add('mallory')]) {
      await assert.rejects(used.deciding.decide(anApprover(one), { id: used.id, decision: 'approve' }), {
        code: 'request.not-found',
      })
    }
    assert.deepEqual(await used.prove(), { proved: false, why: 'waiting' })
  })

  test('has an hour; afterwards nothing is there to approve, and nothing that was approved counts', async () => {
    const used = await asked()
    await using _ = used.office
    used.pass(59)
    await used.deciding.decide(used.approver, { id: used.id, decision: 'approve' })
    used.pass(1)
    assert.equal((await used.prove()).proved, false)
    assert.deepEqual((await used.deciding.list(used.approver)).requests, [])
    await used.store.prune(new Date('2026-11-21T09:00:00Z'))
    const rows = await used.db
      .tables<{ 'factors.approvals': object }>()
      .selectFrom('factors.approvals')
      .execute()
    assert.deepEqual(rows, [])
  })

  test('sees only the newest of what one attempt asked', async () => {
    const used = await asked()
    await using _ = used.office
    const { number } = await used.office.ask('colleague-approval', used.asking, 'bob')
    const { requests } = await used.deciding.list(used.approver)
    assert.deepEqual(
      requests.map((one) => one.number),
      [number],
    )
    await assert.rejects(used.deciding.decide(used.approver, { id: used.id, decision: 'approve' }), {
      code: 'request.not-found',
    })
  })

  test('of an approval and a refusal in two tabs at once, one counts', async () => {
    const used = await asked()
    await using _ = used.office
    const both = await Promise.allSettled(
      (['approve', 'refuse'] as const).map((decision) =>
        used.deciding.decide(used.approver, { id: used.id, decision }),
      ),
    )
    assert.equal(both.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  test('can have her peace for some hours', async () => {
    await using office = await anOffice()
    const [alice, bob] = [office.add('alice'), office.add('bob')]
    await office.deciding.mute(anApprover(bob), 8)
    assert.equal((await office.deciding.list(anApprover(bob))).mutedUntil, '2026-11-21T16:00:00.000Z')
    await office.ask('colleague-approval', anAsking(alice.id), 'bob')
    assert.deepEqual(office.notices, [])
    assert.equal(office.events[0]?.facts['why'], 'muted')
    await office.deciding.mute(anApprover(bob), 0)
    await office.ask('colleague-approval', anAsking(alice.id), 'bob')
    assert.equal(office.notices.length, 1)
  })

  test('is not there any more when the account that asked was deleted', async () => {
    const used = await asked()
    await using _ = used.office
    used.people.delete(used.alice.id)
    assert.deepEqual((await used.deciding.list(used.approver)).requests, [])
    await assert.rejects(used.deciding.decide(used.approver, { id: used.id, decision: 'approve' }), {
      code: 'request.not-found',
    })
  })
})

suite('the portal of somebody who may be asked', () => {
  test('needs no manager for the first factor that she enrols, though one could vouch for her', async () => {
    await using world = await aWorld([aPerson('alice')], { settings: { colleagueApproval: {} } })
    const browser = world.aBrowser()
    const body = { identifier: 'alice', password: 'alice-password' }
    const me = await browser.call('person.sign-in', { body })
    assert.deepEqual(
      me.factors.map(({ factor, own }) => [factor, own]),
      [['colleague-approval', false]],
    )
    assert.equal(me.mustProve, false)
    assert.equal((await browser.call('person.offer-factor', { body: { factor: 'totp' } })).kind, 'totp')
    await assert.rejects(browser.call('person.approvals'), { code: 'session.unproved' })
  })

  test('lets a thief who has only her password enrol, and not vouch for his accomplice until a day has passed', async () => {
    const [alice, bob] = [aPerson('alice'), aPerson('bob')]
    await using world = await aWorld([alice, bob], { settings: { colleagueApproval: {} } })
    const thief = world.aBrowser()
    await thief.call('person.sign-in', { body: { identifier: 'bob', password: 'bob-password' } })
    const offer = await thief.call('person.offer-factor', { body: { factor: 'totp' } })
    assert.ok(offer.kind === 'totp')
    const answer = () => codeAt(Seed.fromBase32(offer.seed).bytes, appKind, stepAt(appKind, world.now()))
    const confirmed = { factor: 'totp', id: offer.id, name: 'Phone', answer: answer() } as const
    await thief.call('person.confirm-factor', { body: confirmed })
    assert.equal(world.notices.at(-1)?.kind, 'factor-enrolled')
    await assert.rejects(thief.call('person.approvals'), { code: 'approval.too-early' })
    world.pass(23 * 60 * 60)
    await assert.rejects(thief.call('person.approvals'), { code: 'approval.too-early' })
    world.pass(60 * 60)
    assert.deepEqual((await thief.call('person.approvals')).requests, [])
  })
})
