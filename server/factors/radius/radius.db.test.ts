import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { createChallengeStore, type ChallengeTables } from '../challenges/store-sql.ts'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import type { RadiusOutcome, RadiusQuestion } from './client.ts'
import { createRadius } from './radius.ts'

const staff = 'S-1-5-21-1-2-3-1500' as Sid
const nameOf = (account: AccountId) => `u${account.slice(-6)}`

/** A directory in which only some are in the group, and a server that takes one password of each of them. */
async function aRadius(says?: (question: RadiusQuestion) => RadiusOutcome) {
  const db = await aDatabase([factorsMigrations])
  const members = new Set<AccountId>()
  const asked: RadiusQuestion[] = []
  const factor = createRadius(
    { group: 'Staff', userName: 'sAMAccountName', insideTheFence: true },
    {
      client: {
        async ask(question) {
          asked.push(question)
          if (says !== undefined) return says(question)
          const right = question.password.reveal() === `${question.userName}-password`
          return { outcome: right ? 'accepted' : 'rejected', messages: [] }
        },
      },
      challengeStore: createChallengeStore(db.tables<ChallengeTables>()),
      seal: createSeal([Buffer.alloc(32, 5)], systemRandom),
      directory: {
        read: async (id) => ({ id, sAMAccountName: nameOf(id) }) as Account,
        groupSid: async () => staff,
        groupsOf: async (id) => new Set(members.has(id) ? [staff] : []),
        memberIds: async () => members,
      },
      clock: () => new Date('2026-11-21T08:00:00Z'),
    },
  )
  return { factor, members, asked, db, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

factorSuite('RADIUS', async () => {
  const used = await aRadius()
  return {
    factor: used.factor,
    wrong: '000000',
    notRemovable: true,
    isReusable: true,
    async enrol(account) {
      used.members.add(account)
      return () => `${nameOf(account)}-password`
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
const state = Buffer.from('the server’s own state')

/** Asks for a code after the password. */
const challenging = ({ password, challenge }: RadiusQuestion): RadiusOutcome => {
  if (challenge === undefined) {
    const asks = { server: 'r1:1812', state } as const
    return { outcome: 'challenged', messages: ['Type the code of your token'], challenge: asks }
  }
  const right = password.reveal() === '123456' && Buffer.from(challenge.state ?? []).equals(state)
  return { outcome: right ? 'accepted' : 'rejected', messages: [] }
}

suite('a RADIUS server', () => {
  test('that asks for one more answer gets it with its own state, and only in the attempt it asked in', async () => {
    await using used = await aRadius(challenging)
    used.members.add(alice)
    const [hers, thiefs] = [anAsking(alice), anAsking(alice)]
    const first = await used.factor.prove(hers, secret('pin'))
    assert.deepEqual(first, {
      proved: false,
      why: 'more',
      challenge: { kind: 'more', prompt: 'Type the code of your token' },
    })
    assert.equal((await used.factor.prove(thiefs, secret('123456'))).proved, false)
    assert.deepEqual(await used.factor.prove(hers, secret('123456')), { proved: true })
    assert.equal((await used.factor.prove(hers, secret('123456'))).proved, false)
  })

  test('keeps its state nowhere in the clear', async () => {
    await using used = await aRadius(challenging)
    used.members.add(alice)
    await used.factor.prove(anAsking(alice), secret('pin'))
    const rows = await used.db
      .tables<ChallengeTables>()
      .selectFrom('factors.challenges')
      .selectAll()
      .execute()
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows).includes(state.toString('base64').slice(0, 12)))
  })

  test('is asked for nobody as well, by a name that nobody has, and tells nothing of it', async () => {
    await using used = await aRadius(challenging)
    assert.deepEqual(await used.factor.prove(anAsking(null), secret('pin')), {
      proved: false,
      why: 'not-enrolled',
    })
    assert.match(used.asked[0]?.userName ?? '', /^nobody-/)
  })

  test('that is away is away for everybody, known or not', async () => {
    await using used = await aRadius(() => ({ outcome: 'unanswered' }))
    used.members.add(alice)
    for (const account of [alice, null]) {
      const proving = used.factor.prove(anAsking(account), secret('123456'))
      await assert.rejects(proving, { code: 'factor.unavailable' })
    }
  })
})
