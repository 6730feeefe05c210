/** The way in at a text console: somebody stands there with a keyboard and no browser. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { chooseAt, openConsole, proveAt } from './keyboard.ts'
import { somebodyOf } from './laptop.ts'

const password = 'Gruene-Lampe-93!'
const laptopName = 'laptop1'

let world: World
let laptop: KeyturnAgent

before(async () => {
  world = await startWorld({ hosts: [laptopName, 'vpn', 'internet', 'mail'] })
  laptop = await world.agent(laptopName)
})
after(() => world?.[Symbol.asyncDispose]())

const works = async ({ person }: Enrolled, secret: string) => {
  return (await world.lab.logon(laptopName, person.sAMAccountName, secret)).ok
}

suite('a text console away from the office', () => {
  test('leads from a forgotten password to a laptop that knows the new one, and shows no secret', async () => {
    const who = await somebodyOf(world, laptopName)
    assert.equal(await works(who, who.person.password), true)
    await using console = await openConsole(laptop)
    const [code = ''] = who.recoveryCodes
    await proveAt(console, who, code)
    await console.sees('at least')
    await chooseAt(console, 'Tiny-1')
    await console.sees('It is too short.')
    await chooseAt(console, password)
    await console.sees('Your password was changed.')
    await console.sees('can log on to this computer with the new password')
    await console.sees('Press any key')
    await console.press(' ')
    await console.sees('Type 1, 2 or 3, then Enter:')
    assert.equal(await works(who, password), true)
    assert.equal(await works(who, who.person.password), false)
    assert.deepEqual(await laptop.tunnels(), [])
    const all = await console.all()
    for (const secret of [password, code, 'Tiny-1'])
      assert.ok(!all.includes(secret), 'it appeared on the screen')
  })

  test('a wrong code is told, and whoever leaves in the middle leaves nothing to the next', async () => {
    const who = await somebodyOf(world, laptopName)
    await using console = await openConsole(laptop)
    await proveAt(console, who, 'AAAA-BBBB-CCCC-DDDD')
    await console.sees('That was not right')
    await console.sees('Type the number, then Enter:')
    await console.press('\u001b')
    // Everything that could be read is cleared, then the beginning.
    await console.sees('\u001b[3J')
    await console.sees('Type 1, 2 or 3, then Enter:')
    assert.equal(await works(who, who.person.password), true)
  })

  test('is no way to a shell, whatever is pressed', async () => {
    await using console = await openConsole(laptop)
    await console.sees('Type 1, 2 or 3, then Enter:')
    const before = await processes()
    // Ctrl-C, Ctrl-Z, Ctrl-\, Ctrl-D, Ctrl-S and Ctrl-Q, function keys, what shells and terminals would act on.
    const keys = [
      '\u0003',
      '\u001a',
      '\u001c',
      '\u0004',
      '\u0013',
      '\u0011',
      '\u001b[15~',
      '\u001bOP',
      '\u0000',
    ]
    for (const key of [
      ...keys,
      '!sh\r',
      ':!sh\r',
      '`sh`\r',
      '$(sh)\r',
      '../../bin/sh\r',
      'x'.repeat(4_000),
    ]) {
      await console.press(key)
      await sleep(30)
    }
    await console.press('\u0015\r')
    // Keys that were pressed before the question are not its answer.
    await sleep(1_000)
    await console.press('1\r')
    await console.sees('Your user name:')
    await console.press("'; sh # $(sh) \u0007\r")
    await console.sees('Type the number, then Enter:')
    assert.ok(console.child.running)
    assert.deepEqual(await processes(), before)
    await console.press('\u0003')
    await console.sees('Type 1, 2 or 3, then Enter:')
  })

  test('ends when it is told to, and only then', async () => {
    const console = await openConsole(laptop)
    await console.sees('Type 1, 2 or 3, then Enter:')
    await console.child.stop()
    const isLeft = async () => (await processes()).some((line) => / console /.test(line))
    for (let tries = 0; tries < 300 && (await isLeft()); tries++) await sleep(100)
    assert.equal(await isLeft(), false)
  })
})

/** What runs on the laptop on behalf of consoles, shells among them; not the agent's own lock. */
async function processes(): Promise<readonly string[]> {
  const lines = (await laptop.host.must(['ps', '-eo', 'stat=,args='])).split('\n')
  return lines
    .filter((line) => !line.startsWith('Z') && / (sh|bash|dash|script|node)\b| console/.test(line))
    .map((line) => line.replace(/^\S+\s+/, ''))
    .filter((line) => !/^(ps|flock) /.test(line))
}
