import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase, type TestDatabase } from '../storage/testing.ts'
import { factorsMigrations } from './migrations/index.ts'
import { createProver } from './prover.ts'
import { createSeal } from './sealing/seal.ts'
import { limits } from './tries/limits.ts'
import { createTriesStore } from './tries/store-sql.ts'
import { createTries } from './tries/tries.ts'
import { anAsking, type FactorUnderTest, type RightAnswer } from './testing/under-test.ts'

interface People {
  readonly anAccount: () => AccountId
  readonly anEnrolled: () => Promise<{ readonly account: AccountId; readonly right: RightAnswer }>
}

/** What the prover promises of every factor behind it, with tries that are really counted. */
export function lockSuite(of: () => FactorUnderTest, { anAccount, anEnrolled }: People): void {
  suite('locked by the prover', () => {
    let db: TestDatabase
    before(async () => (db = await aDatabase([factorsMigrations])))
    after(() => db[Symbol.asyncDispose]())

    let elsewhere = 0
    const anAddress = () => `10.9.${++elsewhere}.1`

    function aProver() {
      let now = new Date('2026-11-21T08:00:00Z')
      const tries = createTries({
        store: createTriesStore(db.tables()),
        seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
        clock: () => now,
      })
      const { factor, wrong } = of()
      const factors = new Map([[factor.name, factor]])
      const prover = createProver({ factors, tries, freezes: { isFrozen: async () => false } })
      const begin = async (account: AccountId | null, typed: string, address: string) => {
        const origin = { address, device: null }
        const asking = anAsking(account, { subject: typed, origin })
        return { asking, challenge: (await factor.challenge?.(asking)) ?? ({ kind: 'type' } as const) }
      }
      const prove = (asking: ReturnType<typeof anAsking>, answer: string) =>
        prover.prove({ ...asking, factor: factor.name, answer: secret(answer) })
      /** So many wrong answers, from this address or each from another one. */
      async function guess(account: AccountId | null, typed: string, times: number, address?: string) {
        const told = []
        for (let i = 0; i < times; i++) {
          // Nothing is begun for it: whom it would be sent to has only so many an hour.
          const origin = { address: address ?? anAddress(), device: null }
          const asking = anAsking(account, { subject: typed, origin })
          const proof = await prove(asking, wrong)
          assert.ok(!proof.proved && proof.why !== 'more', `guess ${i + 1} proved`)
          told.push([proof.why, proof.retryAfterSeconds])
        }
        return told
      }
      const { account: most } = limits[factor.name]
      const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1_000))
      return { begin, prove, guess, pass, most }
    }

    test('after too many wrong answers from anywhere the right one is not looked at, nor used up, until the wait is over', async () => {
      const { begin, prove, guess, pass, most } = aProver()
      const [{ account, right }, other] = [await anEnrolled(), await anEnrolled()]
      await guess(account, 'alice', most.tries)
      const hers = await begin(other.account, 'carla', anAddress())
      const carlas = await other.right(hers.challenge, hers.asking)
      assert.deepEqual(await prove(hers.asking, carlas), { proved: true })
      const { asking, challenge } = await begin(account, 'alice', anAddress())
      const answer = await right(challenge, asking)
      const shut = await prove(asking, answer)
      // As a wrong answer looks: a stranger hears of no lock. The log has the truth.
      assert.deepEqual(shut, { proved: false, why: 'wrong', because: 'too-many-tries', retryAfterSeconds: 0 })
      pass(most.seconds)
      assert.deepEqual(await prove(asking, answer), { proved: true })
    })

    test('whoever guesses from one place is told when the next try counts, whether she enrolled, has not, or does not exist', async () => {
      const { guess, most } = aProver()
      const { account } = await anEnrolled()
      const told = []
      for (const [i, one] of [account, anAccount(), null].entries()) {
        told.push(await guess(one, `name-${i}`, most.tries + 2, anAddress()))
      }
      const [enrolled, bare, nobody] = told
      assert.deepEqual(enrolled?.at(-1), ['locked', most.seconds])
      assert.equal(enrolled?.filter(([why]) => why === 'locked').length, 2)
      assert.deepEqual(bare, enrolled)
      assert.deepEqual(nobody, enrolled)
    })

    test('nobody locks her out of where she proved before', async () => {
      const { begin, prove, guess, most } = aProver()
      const { account, right } = await anEnrolled()
      const home = anAddress()
      const proveAtHome = async () => {
        const { asking, challenge } = await begin(account, 'alice', home)
        return await prove(asking, await right(challenge, asking))
      }
      assert.deepEqual(await proveAtHome(), { proved: true })
      await guess(account, 'alice', most.tries * 2)
      assert.deepEqual(await proveAtHome(), { proved: true })
    })
  })
}
