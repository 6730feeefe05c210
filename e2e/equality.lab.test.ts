/**
 * A stranger cannot tell by status, headers, body, size or time who exists, is enrolled, locked, disabled or protected.
 * Times are whole distributions: each question is asked about every kind of name in every round, in a new order and
 * from a new address, so that whatever else happens on the machine happens to all kinds alike.
 */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { median, separation, separationByChance } from './testing/distributions.ts'
import { startWorld, type PortalClient, type World } from './world/index.ts'

const rounds = 40
/** Each is asked about this often: one wrong password more, and Keyturn itself would stop asking the DC. */
const triesOfOne = 4

const kinds = [
  'unknown',
  'not enrolled',
  'enrolled',
  'locked by Keyturn',
  'locked by AD',
  'disabled',
  'expired',
  'protected',
] as const
type Kind = (typeof kinds)[number]

const questions = ['why.start', 'reset.start', 'totp', 'recovery-code', 'sign-in'] as const
type Question = (typeof questions)[number]

interface Sample {
  readonly kind: Kind
  readonly question: Question
  readonly ms: number
  /** Everything but the time that a stranger sees, without what is random in every answer. */
  readonly seen: string
}

let world: World
const samples: Sample[] = []

before(async () => {
  world = await startWorld({ config: { listen: { trustedProxies: ['127.0.0.1'] } } })
  const names = await cast()
  const browsers = kinds.map(() => world.server.client())
  for (let round = 0; round < rounds; round++) await ask(names, round, browsers)
})
after(() => world[Symbol.asyncDispose]())

type Names = Readonly<Record<Kind, (round: number) => string>>

/** Who plays what. Of those who may be guessed at, so many that none is locked by it. */
async function cast(): Promise<Names> {
  const wishes = Array.from({ length: rounds / triesOfOne }, () => ({}))
  const [plain, enrolled] = [await world.lab.createPeople(wishes), await world.lab.createPeople(wishes)]
  for (const person of enrolled) await world.enrol(person)
  const locked = await world.newcomer()
  await lock(locked.person.sAMAccountName)
  const oneOf = (people: readonly { sAMAccountName: string }[]) => (round: number) =>
    people[round % people.length]?.sAMAccountName ?? assert.fail()
  return {
    unknown: (round) => `no.comer${round}`,
    'not enrolled': oneOf(plain),
    enrolled: oneOf(enrolled),
    'locked by Keyturn': () => locked.person.sAMAccountName,
    'locked by AD': () => 'louis',
    disabled: () => 'dina',
    expired: () => 'tom',
    protected: () => 'ada',
  }
}

async function lock(identifier: string): Promise<void> {
  for (let attempt = 0; attempt < 6; attempt++) {
    const client = world.server.client(newAddress())
    await client.must('reset.start', { purpose: 'reset', identifier })
    for (const factor of ['totp', 'recovery-code'] as const) {
      await client.must('reset.prove', { factor, answer: wrong[factor] })
    }
    await client.call('person.sign-in', { identifier, password: 'Not-Her-Password-1' })
  }
}

const wrong = { totp: '000000', 'recovery-code': 'AAAA-BBBB-CCCC-DDDD' } as const

/** One question about each kind of name, all at the same time or one after the other, always in a new order. */
async function ask(names: Names, round: number, browsers: readonly PortalClient[]): Promise<void> {
  const order = shuffled(kinds).map((kind, i) => ({
    kind,
    name: names[kind](round),
    browser: browsers[i] ?? assert.fail(),
  }))
  for (const purpose of ['why', 'reset'] as const) {
    await Promise.all(
      order.map(({ kind, name, browser }) => {
        const body = { purpose, identifier: name }
        return sample(kind, `${purpose}.start`, browser, { path: '/api/reset', body })
      }),
    )
  }
  for (const factor of ['totp', 'recovery-code'] as const) {
    for (const { kind, browser } of shuffled(order)) {
      const body = { factor, answer: wrong[factor] }
      await sample(kind, factor, browser, { path: '/api/reset/proof', body })
    }
  }
  await Promise.all(
    order.map(({ kind, name, browser }) => {
      const body = { identifier: name, password: 'Not-Her-Password-1' }
      return sample(kind, 'sign-in', browser, { path: '/api/sign-in', body })
    }),
  )
}

async function sample(
  kind: Kind,
  question: Question,
  browser: PortalClient,
  { path, body }: { path: string; body: object },
): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': newAddress() }
  const began = performance.now()
  const answer = await browser.raw({ method: 'POST', path, headers, body: JSON.stringify(body) })
  const ms = performance.now() - began
  const { date: _, 'set-cookie': cookies = [], ...rest } = answer.headers
  const cookie = [cookies].flat().map((one) => one.replace(/=[\w-]{43};/, '=…;'))
  const text = answer.text
    .replace(/"incident":"[0-9a-f]{12}"/, '"incident":"…"')
    .replace(/"expires":"[-\dT:.]{23}Z"/, '"expires":"…"')
  const { status } = answer
  const bytes = Buffer.byteLength(answer.text)
  samples.push({ kind, question, ms, seen: JSON.stringify({ status, rest, cookie, bytes, text }) })
}

let addresses = 0
const newAddress = () => {
  const n = ++addresses
  return `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`
}

function shuffled<T>(all: readonly T[]): readonly T[] {
  const rest = [...all]
  return all.flatMap(() => rest.splice(randomInt(rest.length), 1))
}

const of = (question: Question, is: (kind: Kind) => boolean) =>
  samples.filter((one) => one.question === question && is(one.kind))

/**
 * Four standard deviations of chance: of the 40 comparisons below one in a thousand runs fails by it. An attacker who
 * saw as much as this allows would need hundreds of questions about one name, and five are answered in a quarter of
 * an hour.
 */
const mostSeparation = 4 * separationByChance(rounds, rounds * (kinds.length - 1))
/** Between the median of a kind and that of all the others. Answers of the two with a floor come at its multiples. */
const mostMs: Readonly<Record<Question, number>> = {
  'why.start': 25,
  'reset.start': 25,
  totp: 10,
  'recovery-code': 12,
  'sign-in': 25,
}

suite('a stranger who asks about any name', () => {
  for (const question of questions) {
    test(`sees the same answer, header by header and byte by byte (${question})`, () => {
      const all = of(question, () => true)
      assert.equal(all.length, rounds * kinds.length)
      for (const { kind, seen } of all) assert.equal(seen, all[0]?.seen, kind)
    })

    test(`learns nothing from how long it took (${question})`, (t) => {
      for (const kind of kinds) {
        const these = of(question, (one) => one === kind).map(({ ms }) => ms)
        const those = of(question, (one) => one !== kind).map(({ ms }) => ms)
        const difference = median(these) - median(those)
        const apart = separation(these, those)
        const figures = `${kind}: median ${median(these).toFixed(1)} ms, others ${median(those).toFixed(1)} ms, separation ${apart.toFixed(2)}`
        t.diagnostic(figures)
        assert.ok(Math.abs(difference) <= mostMs[question], figures)
        assert.ok(Math.abs(apart - 0.5) <= mostSeparation, figures)
      }
    })
  }

  test('and the measure would notice a millisecond on an answer that takes five', () => {
    const noisy = (ms: number) => Array.from({ length: rounds }, (_, i) => ms + ((i * 7) % 10) / 5)
    assert.ok(Math.abs(separation(noisy(6), noisy(5)) - 0.5) > mostSeparation)
    assert.ok(Math.abs(separation(noisy(5), noisy(5)) - 0.5) < mostSeparation)
  })
})
