import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountId } from '#kernel'
import { anAsking, factorSuite, type FactorUnderTest } from '../factor-suite.ts'
import { anApprover, anOffice, linkChanged } from './testing.ts'

/** `whom` is named in each challenge where the person has to. */
async function underTest(name: 'manager-approval' | 'colleague-approval'): Promise<FactorUnderTest> {
  const office = await anOffice()
  const boss = office.add('boss')
  const factor = office.factor(name)
  return {
    factor: {
      ...factor,
      challenge: (asking) => factor.challenge?.(asking, { whom: 'boss' }) ?? assert.fail(),
      // Nobody is asked within the time that an answer takes.
      async prove(...given) {
        await office.drain()
        return await factor.prove(...given)
      },
    },
    wrong: 'yes',
    notRemovable: true,
    async enrol(account) {
      // The limit of one approver is tested below.
      office.pass(61)
      office.add(account, { id: account })
      if (name === 'manager-approval') office.managers.set(account, boss.id)
      return async (_, { attempt }) => {
        await office.drain()
        const [request] = (await office.store.waitingFor(boss.id, new Date('2026-11-21T00:00:00Z'))).filter(
          (one) => one.attempt === attempt,
        )
        assert.ok(request)
        await office.deciding.decide(anApprover(boss), { id: request.id, decision: 'approve' })
        return ''
      }
    },
    [Symbol.asyncDispose]: office[Symbol.asyncDispose],
  }
}

factorSuite('a manager’s approval', () => underTest('manager-approval'))
factorSuite('a colleague’s approval', () => underTest('colleague-approval'))

suite('asking a manager', () => {
  test('she sees the number that her employee sees, from where, and both have it in the log', async () => {
    await using office = await anOffice()
    const [alice, boss] = [office.add('alice'), office.add('boss')]
    office.managers.set(alice.id, boss.id)
    const origin = { address: '203.0.113.7', device: 'LAPTOP-7' }
    const { number, expires } = await office.ask('manager-approval', anAsking(alice.id, { origin }))
    assert.match(number, /^\d\d$/)
    assert.equal(expires, '2026-11-21T09:00:00.000Z')
    const { requests } = await office.deciding.list(anApprover(boss))
    const [request, ...more] = requests
    assert.deepEqual(more, [])
    assert.deepEqual(
      [request?.name, request?.number, request?.address, request?.device],
      ['alice', number, '203.0.113.7', 'LAPTOP-7'],
    )
    assert.deepEqual(
      office.events.map(({ type, account }) => [type, account?.id]),
      [
        ['approval.asked', alice.id],
        ['approval.asked', boss.id],
      ],
    )
    assert.deepEqual(
      office.notices.map(({ kind, to, other }) => [kind, to, other]),
      [['approval-asked', ['boss@corp.example'], { name: 'ALICE (alice)', number }]],
    )
  })

  test('a thief who knows whose manager is away waits for ever, as for a name that nobody has', async () => {
    await using office = await anOffice()
    const [alone, away, gone] = [
      office.add('alone'),
      office.add('away'),
      office.add('gone', { disabled: true }),
    ]
    office.managers.set(away.id, gone.id)
    for (const account of [alone.id, away.id, null]) {
      const asking = anAsking(account)
      const { kind } = await office.ask('manager-approval', asking)
      assert.equal(kind, 'waiting')
      assert.equal(await office.factor('manager-approval').ready?.(asking), false)
      assert.equal((await office.prove('manager-approval', asking)).proved, false)
    }
    assert.deepEqual(office.notices, [])
  })

  test('nobody is his own manager', async () => {
    await using office = await anOffice()
    const boss = office.add('boss')
    office.managers.set(boss.id, boss.id)
    const asking = anAsking(boss.id)
    await office.ask('manager-approval', asking)
    assert.deepEqual(await office.prove('manager-approval', asking), { proved: false, why: 'not-enrolled' })
    const ready = await office.factor('manager-approval').readyAmong([boss])
    assert.equal(ready.size, 0)
  })

  test('whoever wrote himself into AD as her manager after the day of the break-in is not asked', async () => {
    for (const [seconds, asked] of [
      [0, 1],
      [-1, 0],
    ] as const) {
      const distrustAttributesChangedAfter = new Date(linkChanged.getTime() + seconds * 1000)
      await using office = await anOffice({ managerApproval: {}, distrustAttributesChangedAfter })
      const [alice, boss] = [office.add('alice'), office.add('boss')]
      office.managers.set(alice.id, boss.id)
      await office.ask('manager-approval', anAsking(alice.id))
      assert.equal(office.notices.length, asked)
      assert.equal((await office.factor('manager-approval').readyAmong([alice])).size, asked)
    }
  })

  test('of ten thousand it is known by one walk who has a manager that is there', async () => {
    await using office = await anOffice()
    const [boss, gone] = [office.add('boss'), office.add('gone', { disabled: true })]
    const many = Array.from({ length: 120 }, (_, i) => office.add(`person${i}`))
    for (const [i, { id }] of many.entries()) {
      if (i % 3 !== 0) office.managers.set(id, i % 3 === 1 ? boss.id : gone.id)
    }
    const ready = await office.factor('manager-approval').readyAmong(many)
    assert.equal(ready.size, 40)
    assert.ok(many.every(({ id }, i) => ready.has(id) === (i % 3 === 1)))
  })
})

suite('asking a colleague', () => {
  const asked = async (whom: string, group?: string) => {
    await using office = await anOffice({ colleagueApproval: { group } })
    const alice = office.add('alice')
    const bob = office.add('bob')
    office.members.add(bob.id)
    office.add('carol')
    office.add('gone', { expired: true })
    await office.ask('colleague-approval', anAsking(alice.id), whom)
    return office.notices.flatMap(({ to }) => to)
  }

  test('oneself, somebody who left or whom nobody knows asks nobody, and looks the same', async () => {
    assert.deepEqual(await asked('bob'), ['bob@corp.example'])
    for (const whom of ['alice', 'gone', 'nobody', '*)(cn=*']) assert.deepEqual(await asked(whom), [])
  })

  test('her manager, who vouches as her manager, is not also her colleague: one word counts once', async () => {
    const both = { managerApproval: {}, colleagueApproval: {} }
    for (const [settings, asked] of [
      [both, 0],
      [{ colleagueApproval: {} }, 1],
    ] as const) {
      await using office = await anOffice(settings)
      const [alice, boss] = [office.add('alice'), office.add('boss')]
      office.managers.set(alice.id, boss.id)
      await office.ask('colleague-approval', anAsking(alice.id), 'boss')
      assert.equal(office.notices.length, asked)
    }
  })

  test('only those of the group may vouch, and nobody while there is no such group', async () => {
    assert.deepEqual(await asked('bob', 'Vouchers'), ['bob@corp.example'])
    assert.deepEqual(await asked('carol', 'Vouchers'), [])
    assert.deepEqual(await asked('bob', 'Gone Group'), [])
  })

  test('what was typed where a name belongs lies in no queue', async () => {
    await using office = await anOffice()
    const alice = office.add('alice')
    await office.factor('colleague-approval').challenge?.(anAsking(alice.id), { whom: 'Sommer-2026!' })
    assert.equal(office.waiting.length, 1)
    assert.ok(!JSON.stringify(office.waiting).includes('Sommer'))
  })

  test('a flood of requests stops at ten an hour, whoever sends them', async () => {
    await using office = await anOffice()
    office.add('bob')
    for (let i = 0; i < 15; i++) {
      await office.ask('colleague-approval', anAsking(office.add(`person${i}`).id), 'bob')
    }
    assert.equal(office.notices.length, 10)
    const refused = office.events.filter(({ facts }) => facts['why'] === 'too-many-requests')
    assert.equal(refused.length, 2 * 5)
  })

  test('somebody who does not exist asks nobody, in whichever name', async () => {
    await using office = await anOffice()
    office.add('bob')
    await office.ask('colleague-approval', anAsking(null), 'bob')
    await office.ask(
      'colleague-approval',
      anAsking('6f1c3a52-0000-4000-8000-000000000099' as AccountId),
      'bob',
    )
    assert.deepEqual([office.notices, office.events], [[], []])
  })
})
