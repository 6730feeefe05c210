import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { grouped, parseChallenge } from '@keyturn/protocols/challenge'
import { isFor, responseTo } from '@keyturn/protocols/no-network'
import type { Message } from '../screen/screen.ts'
import { openLaunchBook } from '../state/launch-book.ts'
import { openChallengeBook } from './challenge-book.ts'
import { resetWithoutNetwork, type NoNetworkDeps } from './reset.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const bob = 'S-1-5-21-1-2-3-1105' as Sid
const names = new Map([
  [alice, 'alice'],
  [bob, 'bob'],
])
const secret = Buffer.alloc(32, 7)
const password = 'Blauer Füller 77'
const wrong = 'AAAA-AAAA-AAAA-AAAA'

type Changed = Awaited<ReturnType<NoNetworkDeps['logons']['changeLocally']>>

/** What the portal gives for the challenge on the screen, as the server computes it. */
async function portal(screen: readonly Message[], account: Sid, chosen: string): Promise<string> {
  const shown = screen.findLast((message) => message.what === 'challenge')
  const parsed = parseChallenge(shown?.code ?? '')
  if (!parsed.ok || !isFor(parsed.challenge, account, secret)) return assert.fail('no challenge of hers')
  const asked = { challenge: parsed.challenge, account, password: Buffer.from(chosen) }
  return grouped(await responseTo(asked, secret)).toLowerCase()
}

type Answer = string | ((screen: readonly Message[]) => Promise<string>)

/** A computer on whose keyboard somebody answers so; she leaves when she has no more. */
async function aComputer({ people = [alice], outcome = 'changed' as Changed } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-alone-'))
  const screen: Message[] = []
  const changed: string[] = []
  let kill = false
  const book = await openLaunchBook(join(folder, 'launches'), () => 0)
  const logons: NoNetworkDeps['logons'] = {
    isCachingOn: async () => true,
    cached: async () => people.map((account) => ({ account, passwordLastSet: null })),
    nameOf: async (account) => ({ domain: 'CORP', name: names.get(account) ?? '' }),
    changeLocally: async (account, given) => {
      if (kill) throw new Error('the power is gone')
      changed.push(`${account} ${given.toString()}`)
      return outcome
    },
  }
  return {
    screen,
    changed,
    said: () => screen.map(({ what }) => what),
    reports: () => book.unreported(null),
    killed: (now: boolean) => void (kill = now),
    /** One start of the agent. */
    async run(...answers: readonly Answer[]) {
      const left = [...answers]
      const next = async () => {
        const answer = left.shift()
        return typeof answer === 'function' ? answer(screen) : answer
      }
      const challenges = await openChallengeBook(join(folder, 'no-network'), {
        device: 'AQIDBAUGBwgJCgsMDQ4PEA',
        secret,
        random: randomBytes,
      })
      const keyboard = {
        line: next,
        secret: async () => Buffer.from((await next()) ?? ''),
        [Symbol.dispose]: () => {},
      }
      const agreed = { secret, portal: 'https://reset.corp.example' }
      const show = (message: Message) => void screen.push(message)
      const deps = { agreed, challenges, book, logons, keyboard, screen: { show } }
      return resetWithoutNetwork(deps, new AbortController().signal)
    },
    code: () => screen.findLast((message) => message.what === 'challenge')?.code,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

suite('a reset at a computer without a network', () => {
  test('shows a code for the portal, takes the answer and the password, and will tell the server', async () => {
    await using computer = await aComputer()
    assert.equal(await computer.run((screen) => portal(screen, alice, password), password), true)
    assert.deepEqual(computer.changed, [`${alice} ${password}`])
    const shown = computer.screen.find((message) => message.what === 'challenge')
    assert.equal(shown?.picture, `https://reset.corp.example/no-network#${shown?.code}`)
    const [report] = await computer.reports()
    assert.equal(report?.account, alice)
    assert.ok(report?.outcome.refreshed && report.outcome.path === 'no-network')
    await computer.run()
    assert.notEqual(computer.code(), shown?.code, 'a code serves once')
  })

  test('changes nothing for an answer to another password, of another person, or made up', async () => {
    await using computer = await aComputer({ people: [alice, bob] })
    const other = (screen: readonly Message[]) => portal(screen, alice, 'another one')
    assert.equal(await computer.run('alice', other, password, wrong, password), false)
    assert.deepEqual(computer.changed, [])
    const left = computer.screen.flatMap((message) =>
      message.what === 'wrong-response' ? [message.left] : [],
    )
    assert.deepEqual(left, [2, 1])
    const first = computer.code()
    await computer.run('CORP\\Bob')
    assert.notEqual(computer.code(), first, 'each person has a code of her own')
  })

  test('after three wrong answers shows a new code, however often the computer was switched off between them', async () => {
    await using computer = await aComputer()
    await computer.run(wrong, password)
    const right = await portal(computer.screen, alice, password)
    for (let i = 1; i < 3; i++) assert.equal(await computer.run(wrong, password), false)
    assert.equal(await computer.run(right, password), false, 'the old answer is void')
    assert.deepEqual(computer.changed, [])
    assert.ok(computer.said().includes('new-challenge'))
    const reports = await computer.reports()
    assert.deepEqual(
      reports.map(({ outcome }) => !outcome.refreshed && outcome.why),
      ['wrong-response'],
    )
    assert.equal(await computer.run((screen) => portal(screen, alice, password), password), true)
  })

  test('an answer with a slip in its form costs no try', async () => {
    await using computer = await aComputer()
    const slips = Array.from({ length: 5 }, () => 'AAAA-AAAA-AAAA-AAA')
    assert.equal(await computer.run(...slips, (screen) => portal(screen, alice, password), password), true)
    assert.equal(computer.said().filter((what) => what === 'incomplete-response').length, 5)
  })

  test('that loses its power while it changes the log-on takes the same answer again', async () => {
    await using computer = await aComputer()
    computer.killed(true)
    await assert.rejects(
      computer.run((screen) => portal(screen, alice, password), password),
      /power/,
    )
    const [interrupted] = await computer.reports()
    assert.ok(interrupted && !interrupted.outcome.refreshed && interrupted.outcome.why === 'interrupted')
    computer.killed(false)
    assert.equal(await computer.run((screen) => portal(screen, alice, password), password), true)
    const reports = await computer.reports()
    assert.deepEqual(
      reports.map(({ outcome }) => outcome.refreshed),
      [true],
    )
  })

  test('whose cache is not understood says so, changes nothing, and the server will hear why', async () => {
    await using computer = await aComputer({ outcome: 'unknown-format' })
    assert.equal(await computer.run((screen) => portal(screen, alice, password), password), false)
    const last = computer.screen.at(-1)
    assert.deepEqual(last, { what: 'not-refreshed', why: 'cache-not-understood', detail: null })
    const [report] = await computer.reports()
    assert.deepEqual(report?.outcome, {
      refreshed: false,
      why: 'cache-not-understood',
      tried: ['no-network'],
      attempts: [{ path: 'no-network', came: 'cache-not-understood' }],
    })
  })

  test('asks who she is where several have logged on, and knows her by each of her names', async () => {
    await using computer = await aComputer({ people: [alice, bob] })
    for (const name of ['alice', ' ALICE ', 'corp\\alice', 'alice@corp.example']) {
      await computer.run('mallory', name)
      assert.equal(computer.said().at(-1), 'challenge-kept')
    }
    assert.equal(computer.said().filter((what) => what === 'unknown-here').length, 4)
  })

  test('where nobody has logged on has nothing to show', async () => {
    await using computer = await aComputer({ people: [] })
    assert.equal(await computer.run(), false)
    assert.deepEqual(computer.said(), ['nobody-cached'])
  })
})
