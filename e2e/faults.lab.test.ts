/** What everything around the server does wrong: the DC, the database, the disk, the clock. There is no mail server at all. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorCode } from '@keyturn/contract'
import { processesOf, signal } from './testing/processes.ts'
import {
  assertStoriesWhole,
  assertTrue,
  aStarter,
  aVictim,
  choose,
  finish,
  prove,
  settled,
  type Victim,
} from './testing/victims.ts'
import { watchDc } from './testing/watched-account.ts'
import { startWorld, type World } from './world/index.ts'

let world: World
/** Whose reset takes a minute to settle: looked at in the end, when all the minutes are over. */
const waiting: Victim[] = []

before(async () => {
  world = await startWorld()
  await moveToSmallDisk()
})
after(() => world[Symbol.asyncDispose]())

/** The server begins anew with its state on a disk of its own, which can be filled without harm to others. */
async function moveToSmallDisk(): Promise<void> {
  await world.server.stop()
  const { stateFolder } = world.server
  await onServer('mount', '-t', 'tmpfs', '-o', 'size=224m,mode=711', 'small', stateFolder)
  await world.server.start()
}

const onServer = (...argv: readonly string[]) => world.lab.host('server').must(argv)
const dc = () => world.lab.dc('dc1')
const started = (identifier: string) =>
  world.server.client().call('reset.start', { purpose: 'reset', identifier })

async function within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const answer = await work()
  const took = (performance.now() - began) / 1000
  assert.ok(took < seconds, `it took ${took} s`)
  return answer
}

/** Tries until it is so. */
async function until(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `after ${seconds} s still not: ${what}`)
    await sleep(200)
  }
}

const backInTime = 45
async function assertServes(): Promise<void> {
  await until('somebody can begin a reset', backInTime, async () => (await started('alice')).status === 200)
}

type Moment = (now: string, earlier: string) => boolean

/** Freezes the DC at this moment of somebody's write, and thaws it when the server has given up or was done. */
async function chooseWhileItFreezes(where: string, is: Moment, meanwhile: () => Promise<void>) {
  const victim = await aVictim(world, `when the DC froze ${where}`)
  await using watch = await watchDc(world.lab)
  const { person } = victim.who
  const earlier = await watch.pwdLastSet(person)
  const pids = processesOf(dc().host)
  const answer = choose(victim)
  const isNow = (now: string) => is(now, earlier)
  assert.ok(await watch.when(person, isNow, () => signal(pids, 'SIGSTOP')), 'that moment never came')
  const state = (await answer)?.body?.state
  await meanwhile()
  await dc().thaw()
  return { victim, state }
}

suite('a domain controller', () => {
  test('that is down is told within seconds, costs nobody her proof, and all goes on when it is back', async () => {
    const victim = await aVictim(world, 'with the DC down')
    await dc().stop()
    const unavailable = [503, 'directory.unavailable'] as const
    const start = await within(10, () => started('alice'))
    assert.deepEqual([start.status, start.error], unavailable)
    const chosen = await within(10, () => choose(victim))
    assert.deepEqual([chosen?.status, chosen?.error], unavailable)
    const credentials = { identifier: 'alice', password: world.lab.person('alice').password }
    const signIn = await within(10, () => world.server.client().call('person.sign-in', credentials))
    assert.deepEqual([signIn.status, signIn.error], unavailable)
    await dc().start()
    await assertServes()
    const end = await choose(victim)
    assert.equal(end?.body?.state, 'done')
    await assertTrue(world, victim, end.body)
  })

  test('that freezes when it has the password: she is told so or nothing, and then so', async () => {
    const isNew: Moment = (now, earlier) => now !== '0' && now !== earlier
    const { victim, state } = await chooseWhileItFreezes('after the write', isNew, async () => {})
    assert.ok(state === 'done' || state === 'setting', state)
    const view = await settled(victim, performance.now() + 60_000)
    assert.equal(view.state, 'done')
    await assertTrue(world, victim, view)
  })

  test('that freezes between the two writes: nothing is claimed, and others are told that it is away', async () => {
    const isHalf: Moment = (now) => now === '0'
    let states = ''
    for (let round = 0; round < 8 && !states.endsWith('setting'); round++) {
      const { victim, state } = await chooseWhileItFreezes('between the writes', isHalf, async () => {
        assert.equal((await within(20, () => started('bob'))).error, 'directory.unavailable')
      })
      waiting.push(victim)
      states += ` ${state}`
    }
    assert.match(states, /setting$/, 'the DC was always quicker')
  })

  test('that loses its power during the write comes back, and what is claimed is what it has', async () => {
    const victim = await aVictim(world, 'when the DC lost its power')
    waiting.push(victim)
    const watch = await watchDc(world.lab)
    const pids = processesOf(dc().host)
    const answer = choose(victim)
    const isHalf = (pwdLastSet: string) => pwdLastSet === '0'
    assert.ok(await watch.when(victim.who.person, isHalf, () => signal(pids, 'SIGKILL')))
    // Its connection died with the DC.
    await Promise.resolve(watch[Symbol.asyncDispose]()).catch(() => undefined)
    const { body } = (await answer) ?? assert.fail('no answer')
    assert.notEqual(body?.state, 'choosing')
    await dc().stop('SIGKILL')
    await dc().start()
    await assertServes()
  })

  test('that goes down after the write leaves a reset that is done', async () => {
    const victim = await aVictim(world, 'before the DC went down')
    assert.equal((await choose(victim))?.body?.state, 'done')
    await dc().stop('SIGKILL')
    assert.equal((await victim.client.must('reset.view')).state, 'done')
    await dc().start()
    await assertTrue(world, victim, await victim.client.must('reset.view'))
    await assertServes()
  })
})

const mayBe: readonly (ErrorCode | 'none' | undefined)[] = ['storage.unavailable', 'audit.unavailable']

/** Nobody is told "done" wrongly, nor anything but that the database is away. */
async function assertHonest(victim: Victim, answer: Awaited<ReturnType<typeof choose>>): Promise<void> {
  if (answer?.body?.state === 'done') await assertTrue(world, victim, answer.body)
  else if (answer?.body === undefined) assert.ok(mayBe.includes(answer?.error), `${answer?.error}`)
}

suite('PostgreSQL', () => {
  for (const [what, kill] of [
    ['its first process', 'kill -9 "$(head -1 "$1/database/data/postmaster.pid")"'],
    ['one of its others', 'kill -9 "$(pgrep -f "^postgres: keyturn" | head -1)"'],
  ] as const) {
    for (const ms of [0, 30]) {
      test(`that loses ${what} ${ms} ms into a choice comes back by itself`, async () => {
        const victim = await aVictim(world, `when PostgreSQL lost ${what}`)
        waiting.push(victim)
        const answer = choose(victim)
        await sleep(ms)
        await onServer('sh', '-c', kill, 'sh', world.server.stateFolder)
        await assertHonest(victim, await answer)
        await assertServes()
        await world.audit()
      })
    }
  }
})

suite('a disk', () => {
  test('that is full: no reset is acknowledged that did not happen, and all goes on when there is room', async () => {
    const victims: Victim[] = []
    for (let i = 0; i < 6; i++) victims.push(await aVictim(world, `with the disk full, ${i}`))
    waiting.push(...victims)
    const { stateFolder } = world.server
    await onServer('sh', '-c', 'cat /dev/zero > "$1/full" 2>/dev/null || true', 'sh', stateFolder)
    // The log that was allocated before is used up first.
    const ask = 'select pg_switch_wal() from (select txid_current()) t'
    const socket = `${stateFolder}/database/socket`
    const host = world.lab.host('server')
    const answers = []
    for (const victim of victims) {
      await host.run(['psql', '-h', socket, '-U', 'keyturn', '-c', ask, 'postgres'], { timeoutMs: 10_000 })
      const answer = await choose(victim)
      answers.push(answer?.error)
      await assertHonest(victim, answer)
    }
    assert.ok(
      answers.some((error) => error !== undefined),
      'the disk was never full',
    )
    assert.equal((await world.server.client().call('health')).status, 200)
    await onServer('rm', `${stateFolder}/full`)
    await assertServes()
    await world.audit()
  })
})

suite('a clock', () => {
  const [library = 'libfaketime is not installed'] = globSync('/usr/lib/*/faketime/libfaketime.so.1')

  /** The server alone lives at another time; PostgreSQL and the DC do not. */
  async function restartAt(offset: string): Promise<void> {
    const faked = [`LD_PRELOAD=${library}`, `FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1']
    await world.server.stop()
    await world.server.start(['env', ...faked])
  }

  test('of the server that is ten minutes fast: codes of the app are wrong, those on paper work', async () => {
    const who = await world.newcomer()
    await restartAt('+10m')
    const victim = await aStarter(world, 'with the clock ten minutes fast', who)
    const view = await victim.client.must('reset.view')
    assert.ok(view.state === 'proving')
    assert.equal(Math.round((Date.parse(view.expires) - Date.now()) / 60_000), 25, 'the clock is not off')
    const proof = await victim.client.must('reset.prove', { factor: 'totp', answer: who.code() })
    assert.ok(proof.state === 'proving' && proof.wrong)
    await prove(victim)
    const end = await choose(victim)
    assert.equal(end?.body?.state, 'done')
    await assertTrue(world, victim, end.body)
  })

  test('of the server that went back ten years: it trusts no DC, and its log says why', async () => {
    await restartAt('-3650d')
    const answer = await within(20, () => started('alice'))
    assert.deepEqual([answer.status, answer.error], [503, 'directory.unavailable'])
    assert.match(await world.server.log(), /certificate is not valid yet \(is the clock right\?\)/)
  })

  test('that is put right again: the audit log still verifies, and codes of the app work', async () => {
    await world.server.stop()
    await world.server.start()
    const who = await world.newcomer()
    const client = world.server.client()
    await client.must('reset.start', { purpose: 'reset', identifier: who.person.sAMAccountName })
    const view = await client.must('reset.prove', { factor: 'totp', answer: await who.freshCode() })
    assert.equal(view.state, 'choosing')
    await world.audit()
  })
})

suite('after all this', () => {
  test('each reset has settled to what the DC lets in, and each person finishes', async () => {
    const end = performance.now() + 110_000
    for (const victim of waiting) {
      await assertTrue(world, victim, await settled(victim, end))
      await finish(world, victim)
    }
    await assertStoriesWhole(world)
  })
})
