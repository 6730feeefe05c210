/** `kill -9` of the server at every step of a reset. What is claimed afterwards is what the DC lets in. */
import assert from 'node:assert/strict'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { codesIn, findBelow, findIn, spyOnProcesses, type Known, type Spy } from './testing/secrets.ts'
import {
  assertStoriesWhole,
  assertTrue,
  aStarter,
  aVictim,
  choose,
  finish,
  prove,
  secretsOfAll,
  settled,
  type Victim,
} from './testing/victims.ts'
import { watchDc, type Watch } from './testing/watched-account.ts'
import { startWorld, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
let world: World
let watch: Watch
let spy: Spy
const began = new Date()
/** A sweep 11 s after the start, a minute of answers that show no change, and a slow machine. */
const settledWithinMs = 110_000
const between = 'between the writes'

before(async () => {
  world = stack.use(await startWorld({ hosts: ['mail'] }))
  watch = stack.use(await watchDc(world.lab))
  spy = stack.use(spyOnProcesses(world))
})
after(() => stack.disposeAsync())

const victims: Victim[] = []

/** Kills the server when `moment` says so, while her choice is on its way. @returns whether the answer still came. */
async function chooseAndDie(victim: Victim, moment: (kill: () => void) => Promise<void>): Promise<boolean> {
  victims.push(victim)
  const killed = Promise.withResolvers<void>()
  const answer = choose(victim)
  await moment(() => killed.resolve(world.server.kill()))
  await killed.promise
  const answered = await answer
  await world.server.start()
  return answered !== undefined
}

/** By luck, so with new people until it was hit. */
async function untilHit(attempt: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 12; round++) if (await attempt()) return
  assert.fail('no kill came at that moment')
}

suite('a server that is killed', () => {
  test('after she said who she is or proved it: she goes on where she was, and her code stays used', async () => {
    const [starter, prover] = [await aStarter(world, 'after start'), await aVictim(world, 'after proof')]
    victims.push(starter, prover)
    await world.server.kill()
    await world.server.start()
    await prove(starter)
    assert.equal((await prover.client.must('reset.view')).state, 'choosing')
    const again = world.server.client()
    const identifier = prover.who.person.sAMAccountName
    await again.must('reset.start', { purpose: 'reset', identifier })
    const answer = prover.who.recoveryCodes[0] ?? assert.fail()
    const view = await again.must('reset.prove', { factor: 'recovery-code', answer })
    assert.ok(view.state === 'proving' && view.wrong)
  })

  test('between the two writes: the old password is gone and no chosen one came', async () => {
    await untilHit(async () => {
      const victim = await aVictim(world, 'near the second write')
      const { person } = victim.who
      await chooseAndDie(victim, async (kill) => {
        if (!(await watch.when(person, (pwdLastSet) => pwdLastSet === '0', kill))) kill()
      })
      // The second write may have left before the kill; the restart took longer than a DC needs for it.
      if ((await watch.pwdLastSet(person)) !== '0') return false
      victims[victims.length - 1] = { ...victim, where: between }
      return true
    })
  })

  test('after the write and before the answer: she never heard, and has the new password', async () => {
    await untilHit(async () => {
      const victim = await aVictim(world, 'after the write')
      const { person } = victim.who
      const earlier = await watch.pwdLastSet(person)
      const isNew = (pwdLastSet: string) => pwdLastSet !== '0' && pwdLastSet !== earlier
      const answered = await chooseAndDie(victim, async (kill) => {
        if (!(await watch.when(person, isNew, kill))) kill()
      })
      return !answered && (await world.letsIn(person, victim.chosen))
    })
  })

  test('in the middle of ten choices at ten different steps: nobody hears of one that is not true', async () => {
    const ten: Victim[] = []
    for (let i = 0; i < 10; i++) ten.push(await aVictim(world, `in the middle, ${i}`))
    victims.push(...ten)
    const answers = ten.map(async (victim, i) => {
      await sleep(i * 12)
      return await choose(victim)
    })
    await sleep(10 * 12)
    await world.server.kill()
    const heard = (await Promise.all(answers)).map((answer) => answer?.body?.state === 'done')
    await world.server.start()
    for (const [i, { who, chosen }] of ten.entries()) {
      if (heard[i] === true) assert.equal(await world.letsIn(who.person, chosen), true)
    }
    assert.ok(heard.includes(false), 'the kill came after everything')
  })
})

suite('when the server is back', () => {
  test('each reset settles to what the DC lets in', async () => {
    const end = performance.now() + settledWithinMs
    for (const victim of victims) {
      const view = await settled(victim, end)
      await assertTrue(world, victim, view)
      if (victim.where === between) assert.ok(view.state === 'choosing' && view.interrupted)
      if (victim.where === 'after the write') assert.equal(view.state, 'done')
    }
  })

  test('each person goes on and finishes, and is told by mail', async () => {
    for (const victim of victims) {
      await finish(world, victim)
      const address = `${victim.who.person.sAMAccountName}@corp.example`
      // The first two are about her factors.
      const { subject } = await world.lab.mail().arrival(address, 3)
      assert.match(subject, /password/i, address)
    }
  })

  test('the audit log verifies, knows each start, and every announced write has its end', async () => {
    await assertStoriesWhole(world)
    const entries = await world.audit()
    assert.ok(
      entries.some(({ facts }) => facts['found'] === 'changed'),
      'none was settled by reading',
    )
    assert.ok(entries.filter(({ type }) => type === 'server.started').length >= 5)
  })
})

suite('after all this no password, code or seed stands', () => {
  let secrets: readonly Known[]
  before(() => void (secrets = secretsOfAll(victims)))

  test('in the log of the server', async () => {
    const log = Buffer.from(await world.server.log())
    assert.ok(log.includes('reset'), 'there is no log')
    assert.deepEqual(findIn(log, secrets), [])
    for (const { who } of victims) assert.deepEqual(codesIn(String(log), who, began), [])
  })

  test('in the command line or the environment of a process', () => {
    assert.ok(spy.processes > 20, `only ${spy.processes} processes were seen`)
    assert.ok(spy.seen().includes('keyturn.yaml'), 'the server was not seen')
    assert.deepEqual(findIn(spy.seen(), secrets), [])
  })

  test('in the files of PostgreSQL, or in its tables as text', async () => {
    const socket = `${world.server.stateFolder}/database/socket`
    const host = world.lab.host('server')
    await host.must(['psql', '-h', socket, '-U', 'keyturn', '-c', 'checkpoint', 'postgres'])
    const dump = await host.must(['pg_dumpall', '-h', socket, '-U', 'keyturn'])
    assert.match(dump, /reset\.interrupted/)
    assert.deepEqual(findIn(Buffer.from(dump), secrets), [])
    const { found, megabytes } = await findBelow(world.server.stateFolder, secrets)
    assert.deepEqual(found, [])
    assert.ok(megabytes > 10, 'the data directory was not seen')
  })

  test('in the export of the audit log', async () => {
    const exported = Buffer.from((await world.audit()).map((entry) => JSON.stringify(entry)).join('\n'))
    assert.ok(exported.includes('reset.settled'))
    assert.deepEqual(findIn(exported, secrets), [])
    for (const { who } of victims) assert.deepEqual(codesIn(String(exported), who, began), [])
  })

  test('and the search would have found them', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-found-'))
    const some = secrets.slice(0, 30)
    for (const one of some) {
      const quoted = Buffer.from(`"${one.text}"`, 'utf16le')
      const ways = [Buffer.from(`x${one.text}x`), quoted, Buffer.from(quoted.toString('base64'))]
      for (const bytes of ways) assert.deepEqual(findIn(bytes, [one]), [one.what])
      await writeFile(join(folder.path, one.what), quoted)
    }
    const { who } = victims[0] ?? assert.fail()
    assert.equal(codesIn(`{"code":"${who.code()}"}`, who, began).length, 1)
    const { found } = await findBelow(folder.path, secrets)
    // Several people begin with the same password.
    assert.equal(found.length, new Set(some.map(({ text }) => text)).size)
  })
})
