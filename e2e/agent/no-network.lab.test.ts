import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { begin, bySlip } from '../portal/steps.ts'
import { visit, type Visitor } from '../portal/visitor.ts'
import { startWorld, type Enrolled, type KeyturnAgent, type LabBrowser, type World } from '../world/index.ts'
import { somebodyOf, verifierOf } from './laptop.ts'

const laptopName = 'laptop1'
const otherName = 'LAPTOP-99'
const passwords = ['71', '72', '73', '74'].map((one) => `Blauer-Fueller-${one}!`) as [
  string,
  string,
  string,
  string,
]
const wrong = 'AAAA-AAAA-AAAA-AAAA'

let world: World
let laptop: KeyturnAgent
/** Another computer to the server. */
let other: KeyturnAgent
let phone: LabBrowser
let who: Enrolled
let slips = 0

before(async () => {
  world = await startWorld({ hosts: [laptopName, 'internet'] })
  laptop = await world.agent(laptopName)
  other = await world.agent(laptopName, otherName)
  phone = await world.browser('internet')
  who = await somebodyOf(world, laptopName)
  await world.lab.laptop(laptopName).nowhere()
})
after(() => world?.[Symbol.asyncDispose]())

const works = async (password: string) =>
  (await world.lab.logon(laptopName, who.person.sAMAccountName, password)).ok

/** Whatever `act` types that does not fit, her cached log-on is the same to the bit. */
async function keepsIt<T>(act: () => Promise<T>): Promise<T> {
  const before = await verifierOf(world, laptopName, who)
  const came = await act()
  assert.equal(await verifierOf(world, laptopName, who), before)
  return came
}

/** How her log-on at the laptop stands, after that has told all that it knows of it itself. */
async function fleetSays(): Promise<string | undefined> {
  assert.equal((await laptop.run('check-in')).code, 0)
  const argv = ['device', 'logons', '--json', '--account', who.person.sAMAccountName]
  const [line = ''] = (await world.server.cli(...argv)).stdout.split('\n')
  const { name, logons } = JSON.parse(line) as { name: string; logons: readonly { state: string }[] }
  assert.equal(name, laptopName)
  return logons[0]?.state
}

const codeOn = (screen: string) => /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(screen)?.[0] ?? assert.fail(screen)

/** On her phone, from whatever address: like every reset, and the answer at its end. */
async function answerFor(
  address: string,
  password: string,
  computer = laptopName as string,
): Promise<{ answer: string; visitor: Visitor }> {
  const visitor = await visit(phone, world.server.url)
  const { page } = visitor
  await page.goto(address)
  await visitor.press('Next')
  await begin(visitor, who)
  await bySlip(visitor, { ...who, recoveryCodes: who.recoveryCodes.slice(slips++) })
  await visitor.says(`${computer} will learn this password.`)
  await visitor.send('New password', password)
  const code = page.locator('.kt-answer-code > span:first-child')
  await code.waitFor()
  return { answer: (await code.innerText()).replaceAll(/\s/g, ''), visitor }
}

const addressOf = (code: string) => `${world.server.url}/no-network#${code}`

/** What a camera sees of the terminal. */
async function photographed(screen: string): Promise<string> {
  const lines = screen.split('\n').flatMap((line) => /30;107m([ ▄▀█]+)/.exec(line)?.[1] ?? [])
  const rows = lines.flatMap((line) =>
    ['▀█', '▄█'].map((dark) => Array.from(line, (one) => dark.includes(one))),
  )
  const large = (row: readonly boolean[]) => row.map((dark) => (dark ? '1' : '0').repeat(4)).join('')
  const bits = rows.flatMap((row) => Array.from({ length: 4 }, () => large(row)))
  await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-camera-'))
  const file = join(folder.path, 'terminal.pbm')
  await writeFile(file, `P1\n${bits[0]?.length} ${bits.length}\n${bits.join('\n')}\n`)
  const argv = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file]
  return (await promisify(execFile)('zbarimg', argv)).stdout.trim()
}

suite('a laptop without any network', () => {
  test('is the problem: after a reset elsewhere it takes the old password and refuses the new one', async () => {
    const client = world.server.client()
    await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn })
    await client.must('reset.prove', { factor: 'recovery-code', answer: who.recoveryCodes[slips++] ?? '' })
    assert.equal((await client.must('reset.choose', { password: passwords[0] })).state, 'done')
    assert.equal(await world.letsIn(who.person, passwords[0]), true)
    assert.equal(await works(passwords[0]), false)
    assert.equal(await works(who.person.password), true)
  })

  test('learns it by a code that a phone’s camera reads and an answer that is typed, and proves it', async () => {
    const first = await laptop.resetTyping()
    assert.equal(first.code, 1)
    const address = await photographed(first.stdout)
    assert.equal(address, addressOf(codeOn(first.stdout)))
    const { answer, visitor } = await answerFor(address, passwords[1])
    await using _ = visitor
    const done = await laptop.resetTyping(answer, passwords[1])
    assert.equal(done.code, 0, done.stdout + done.stderr)
    assert.equal(await works(passwords[1]), true)
    assert.equal(await works(who.person.password), false)
    assert.equal(await works(passwords[0]), false)
    assert.ok(!done.stdout.includes(passwords[1]))
    await world.lab.laptop(laptopName).away()
    assert.equal((await laptop.run('report')).code, 0)
    assert.equal(await fleetSays(), 'current', 'the server knows which password it was')
    await world.lab.laptop(laptopName).nowhere()
  })

  test('takes no answer twice: not for the same code, nor once it has shown another', async () => {
    const shown = await laptop.resetTyping(wrong, passwords[1])
    const code = codeOn(shown.stdout)
    const { answer, visitor } = await answerFor(addressOf(code), passwords[2])
    await visitor[Symbol.asyncDispose]()
    const others = await keepsIt(() => laptop.resetTyping(wrong, passwords[2], answer, passwords[1]))
    assert.match(others.stdout, /new code/)
    assert.notEqual(codeOn(others.stdout.split('new code').at(-1) ?? ''), code)
    const late = await keepsIt(async () => {
      const typed = await laptop.resetTyping(answer, passwords[2])
      assert.equal(await works(passwords[2]), false)
      return typed
    })
    assert.equal(late.code, 1)
    assert.match(late.stdout, /2 more tries/)
    assert.equal(await works(passwords[1]), true)
  })

  test('whose agent is killed keeps the code and the count of what was wrong', async () => {
    const code = codeOn((await laptop.resetTyping()).stdout)
    const waiting = await laptop.startTyping(wrong, passwords[2])
    await waiting.shows('One more try')
    waiting.child.signal('SIGKILL')
    await waiting.child.exited
    assert.equal(codeOn(await waiting.child.log()), code)
    const third = await keepsIt(() => laptop.resetTyping(wrong, passwords[2]))
    assert.match(third.stdout, /third time/)
    assert.equal(await works(passwords[1]), true)
  })

  test('does not take the answer to the code of another computer', async () => {
    const code = codeOn((await other.resetTyping()).stdout)
    const { answer, visitor } = await answerFor(addressOf(code), passwords[3], otherName)
    await visitor[Symbol.asyncDispose]()
    const refused = await keepsIt(async () => {
      const typed = await laptop.resetTyping(answer, passwords[3])
      assert.equal(await works(passwords[3]), false)
      return typed
    })
    assert.match(refused.stdout, /do not fit together, or not this computer/)
  })

  test('tells the server what it did when a link is there again, and the log has all of it', async () => {
    await world.lab.laptop(laptopName).away()
    const { stdout } = await laptop.run('report')
    assert.match(stdout, /The server knows all/)
    assert.equal(await fleetSays(), 'unknown', 'a newer one was chosen, for the other computer')
    const about = (await world.audit()).filter(({ type }) => type.startsWith('device.'))
    const ours = about.filter(({ account }) => account !== null)
    assert.deepEqual(
      ours.map(({ type, facts }) => `${type} ${facts['path'] ?? facts['why'] ?? facts['dc']}`).toSorted(),
      [
        ...Array.from({ length: 3 }, () => 'device.answered dc1.corp.example'),
        ...Array.from({ length: 2 }, () => 'device.not-refreshed wrong-response'),
        'device.refreshed no-network',
      ],
    )
    const trail = JSON.stringify(about)
    for (const password of passwords) assert.ok(!trail.includes(password))
  })
})
