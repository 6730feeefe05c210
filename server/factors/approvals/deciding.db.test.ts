import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { anAsking } from '../factor-suite.ts'
import { aPerson, aWorld } from '../testing/world.ts'
import { anApprover, anOffice } from './testing.ts'

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
})
