import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountName, Logons } from './logons.ts'

/** Somebody of the domain who has logged on at the computer with her password while a DC was in reach. */
export interface Somebody {
  readonly account: Sid
  readonly name: string
  readonly password: string
}

/** A real computer of the domain, and what can be done around it. */
export interface LogonsWorld {
  /** Under test, as they answer on that computer. */
  readonly logons: Logons
  somebody(): Promise<Somebody>
  /** The directory gets a new password; the computer hears nothing of it. */
  reset(who: Somebody, password: string): Promise<void>
  /** What is in reach of the computer. */
  network(state: 'dc' | 'nothing'): Promise<void>
  /** Whether the log-on screen lets her in with it. */
  letsIn(who: Somebody, password: string): Promise<boolean>
  /** Her verifier in the cache, as it lies there. */
  verifier(who: Somebody): Promise<string>
  /** `pwdLastSet` in the directory; null where this cache cannot know it. */
  passwordLastSet(who: Somebody): Promise<Date | null>
  /** Whether the cache's daemon takes itself for online. */
  isOnline(): Promise<boolean>
  /** A proof in a process of its own, which is killed as soon as the daemon is offline for it. */
  killDuringProof(name: AccountName, password: string): Promise<void>
}

const fresh = 'Fresh-Window-2026'
const wrong = 'Not-Her-Password-1'
const never = new AbortController().signal
const patienceMs = 90_000

/** What every cache keeps. */
export function logonsSuite(cache: string, world: () => LogonsWorld): void {
  const logon = (name: AccountName, password: string) =>
    world().logons.logon(name, Buffer.from(password), never)
  const prove = (name: AccountName, password: string) =>
    world().logons.prove(name, Buffer.from(password), never)

  suite(`log-ons kept by ${cache}`, () => {
    test('are kept at all, and told with the name and the age that the directory knows', async () => {
      const { logons } = world()
      const who = await world().somebody()
      assert.equal(await logons.isCachingOn(), true)
      const found = (await logons.cached()).find(({ account }) => account === who.account)
      assert.ok(found, 'she is among them')
      assert.deepEqual(found.passwordLastSet, await world().passwordLastSet(who))
      assert.equal((await logons.nameOf(who.account))?.name, who.name)
      assert.equal(await logons.find(who.name), who.account)
      assert.equal(await logons.find('nobody-at-all'), undefined)
    })

    test('are the problem: with nothing in reach the old password lets in, and the new one does not', async () => {
      const who = await world().somebody()
      await world().network('nothing')
      await world().reset(who, fresh)
      assert.equal(await world().letsIn(who, fresh), false)
      assert.equal(await world().letsIn(who, who.password), true)
    })

    test('are refreshed by a log-on that a DC answers, and proved by one that the cache does', async () => {
      const who = await world().somebody()
      const name = await nameOf(world().logons, who)
      await world().reset(who, fresh)
      await using _ = await world().logons.disconnect()
      assert.ok(await world().logons.connect(never), 'a DC is in reach, and found again')
      assert.equal(await logon(name, fresh), 'accepted')
      assert.equal(await prove(name, fresh), true)
      const found = (await world().logons.cached()).find(({ account }) => account === who.account)
      assert.deepEqual(found?.passwordLastSet, await world().passwordLastSet(who))
      await world().network('nothing')
      assert.equal(await world().letsIn(who, fresh), true)
      assert.equal(await world().letsIn(who, who.password), false)
    })

    test('do not change by a wrong password, nor by the new one while nothing is in reach', async () => {
      const who = await world().somebody()
      const name = await nameOf(world().logons, who)
      const before = await world().verifier(who)
      assert.notEqual(before, '')
      assert.equal(await logon(name, wrong), 'wrong-password')
      assert.equal(await prove(name, wrong), false)
      assert.equal(await world().verifier(who), before)

      await world().network('nothing')
      await world().reset(who, fresh)
      for (const password of [wrong, fresh]) {
        assert.equal(await logon(name, password), 'no-dc')
        assert.equal(await prove(name, password), false)
      }
      assert.equal(await world().verifier(who), before)
      assert.equal(await prove(name, who.password), true)
      assert.equal(await world().letsIn(who, who.password), true)
    })
  })

  suite(`a proof by ${cache}`, () => {
    test('leaves the computer as online as it was', async () => {
      const who = await world().somebody()
      const name = await nameOf(world().logons, who)
      assert.equal(await prove(name, who.password), true)
      await online(world())
      assert.equal(await logon(name, who.password), 'accepted')
    })

    test('leaves it so also when the agent is killed in the midst', async () => {
      const who = await world().somebody()
      const name = await nameOf(world().logons, who)
      await world().killDuringProof(name, who.password)
      await online(world())
      assert.equal(await logon(name, who.password), 'accepted')
    })
  })
}

async function nameOf(logons: Logons, { account }: Somebody): Promise<AccountName> {
  const name = await logons.nameOf(account)
  assert.ok(name, 'the computer knows her')
  return name
}

async function online(world: LogonsWorld): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await world.isOnline())) assert.ok(performance.now() < end, 'it stayed offline')
}
