import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account, Attribute } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import type { Asking, EnrolledFactor, Factor } from '../factor.ts'
import { createMailChannel } from '../mail-code/mail-code.ts'
import { createSeal } from '../sealing/seal.ts'
import type { Channel } from '../sent-codes/channel.ts'
import { targetPlace, type Target } from '../sent-codes/store.ts'
import { createTargets } from '../sent-codes/targets.ts'
import { createSmsChannel } from '../sms-code/sms-code.ts'
import { counts, distrusting } from './distrusting.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
const since = new Date('2026-11-27T17:00:00Z')
const [before, after] = [new Date('2026-11-27T16:59:59Z'), new Date('2026-11-27T17:00:01Z')]

const rules = { country: 'DE', allowed: ['DE'], attributes: ['mobile', 'otherMobile'] } as const
const sms = createSmsChannel(
  { ...rules, mayAdd: true, insideTheFence: false },
  { gateway: { send: async () => assert.fail() }, issuer: 'Example', distrustChangedAfter: undefined },
)
const mail = createMailChannel(
  { attributes: ['otherMailbox'], dangerouslySendToOwnMailbox: true, mayAdd: true, worksOffline: true },
  { courier: { carry: async () => assert.fail() }, distrustChangedAfter: undefined },
)
const channels = { sms, mail }
const seal = createSeal([Buffer.alloc(32, 7)], systemRandom)

type Values = Readonly<Record<string, Attribute>>
/** What she has of a channel: what AD says, and what she added herself. */
interface Has {
  readonly values?: Values
  readonly own?: readonly (readonly [target: string, enrolled: Date])[]
}

/** A factor that tells of whom it was asked. */
function aFactor(over: Partial<Factor> = {}) {
  const asked: (AccountId | null)[] = []
  const factor: Factor = {
    name: 'totp',
    kind: 'possession',
    worksOffline: true,
    async challenge({ account }) {
      asked.push(account)
      return { kind: 'type' }
    },
    async ready({ account }) {
      asked.push(account)
      return account !== null
    },
    async prove({ account }) {
      asked.push(account)
      return account === null ? { proved: false, why: 'not-enrolled' } : { proved: true }
    },
    enrolled: async () => [],
    readyAmong: async (accounts) => new Set(accounts.map(({ id }) => id)),
    remove: async () => true,
    boundSince: async () => [],
    ...over,
  }
  return { factor, asked }
}

/** The same, of what codes by this channel really are sent to. */
function aSentCode(channel: Channel, { values = {}, own = [] }: Has) {
  const rows: Target[] = own.map(([target, enrolled], i) => {
    const id = `own-${i}`
    const sealedTarget = seal.seal(Buffer.from(target), targetPlace(channel.factor, alice, id))
    return { id, account: alice, name: 'Mine', sealedTarget, enrolled, lastUsed: null }
  })
  const targets = createTargets(channel, {
    seal,
    log: createLog('silent'),
    store: {
      add: async () => {},
      of: async () => rows,
      used: async () => {},
      among: async () => new Set(rows.map(({ account }) => account)),
      boundSince: async () => [],
      remove: async () => false,
      rename: async () => false,
    },
    directory: {
      attributesOf: async (_, names) =>
        new Map(names.map((name) => [name, values[name] ?? { values: [], changed: null }])),
      async *peopleIn() {
        yield []
      },
    },
  })
  return aFactor({
    name: channel.factor,
    enrolled: (account) => targets.listed(account),
    readyAmong: (accounts) => targets.among(accounts),
  })
}

const anAsking: Asking = {
  account: alice,
  subject: 'alice',
  attempt: 'a',
  origin: { address: '10.1.1.1', device: null },
  languages: [],
}
const asAccount = (id: AccountId) => ({ id }) as Account

/** Whoever is asked about in each way, under the switch, and whether she is among those who could prove. */
async function under({ factor, asked }: ReturnType<typeof aFactor>, instant: Date | null = since) {
  const distrusted = distrusting(factor, async () => instant)
  await distrusted.challenge?.(anAsking)
  await distrusted.ready?.(anAsking)
  const { proved } = await distrusted.prove(anAsking, secret('123456'))
  const ready = await distrusted.readyAmong([asAccount(alice)])
  const believed = asked.every((one) => one === alice)
  assert.ok(believed || asked.every((one) => one === null), 'one answer in all ways')
  assert.equal(asked.length, 3)
  assert.deepEqual([proved, ready.has(alice)], [believed, believed])
  return believed
}

const at = (changed: Date | null, ...values: readonly string[]): Attribute => ({ values, changed })
const anOwn = (enrolled: Date | number): EnrolledFactor => ({
  id: 'x',
  factor: 'totp',
  name: 'Phone',
  enrolled: new Date(enrolled),
  lastUsed: null,
})

suite('while what was bound since a break-in is not believed', () => {
  const sent: readonly (readonly [what: string, channel: keyof typeof channels, has: Has, good: boolean])[] =
    [
      [
        'a mobile number that AD has had for long',
        'sms',
        { values: { mobile: at(before, '0170 1234567') } },
        true,
      ],
      ['one that was written after', 'sms', { values: { mobile: at(after, '0170 1234567') } }, false],
      ['one of which AD does not tell when', 'sms', { values: { mobile: at(null, '0170 1234567') } }, false],
      [
        'one that was written at that very moment',
        'sms',
        { values: { mobile: at(since, '0170 1234567') } },
        false,
      ],
      [
        'an old number beside one that was written after: the code goes to both',
        'sms',
        { values: { mobile: at(before, '0170 1234567'), otherMobile: at(after, '0171 7654321') } },
        false,
      ],
      [
        'a number that is none, written after: no code goes there',
        'sms',
        { values: { mobile: at(before, '0170 1234567'), otherMobile: at(after, 'none') } },
        true,
      ],
      ['a number of her own from before', 'sms', { own: [['+491701234567', before]] }, true],
      ['one of her own from after', 'sms', { own: [['+491701234567', after]] }, false],
      [
        'her own from before, and in AD another from after',
        'sms',
        { own: [['+491701234567', before]], values: { mobile: at(after, '0171 7654321') } },
        false,
      ],
      [
        'her own from before, which somebody wrote into AD after',
        'sms',
        { own: [['+491701234567', before]], values: { mobile: at(after, '0170 1234567') } },
        true,
      ],
      ['mail of old', 'mail', { values: { mail: at(before, 'alice@corp.example') } }, true],
      ['mail that was changed after', 'mail', { values: { mail: at(after, 'eve@evil.example') } }, false],
      [
        'another mailbox that was added after',
        'mail',
        {
          values: {
            mail: at(before, 'alice@corp.example'),
            otherMailbox: at(after, 'eve@evil.example'),
          },
        },
        false,
      ],
    ]
  for (const [what, channel, has, good] of sent) {
    test(`${what} ${good ? 'proves' : 'proves nothing'}`, async () => {
      assert.equal(await under(aSentCode(channels[channel], has)), good)
      assert.equal(await counts(aSentCode(channels[channel], has).factor, alice, since), good)
    })
  }

  test('none of that is so while the switch is off', async () => {
    for (const [, channel, has] of sent) {
      assert.equal(await under(aSentCode(channels[channel], has), null), true)
    }
  })

  test('an app from after beside one from before spoils both: whoever added it reads both answers as his', async () => {
    const having = (...all: readonly (Date | number)[]) =>
      under(aFactor({ enrolled: async () => all.map(anOwn) }))
    assert.equal(await having(before), true)
    assert.equal(await having(before, before), true)
    assert.equal(await having(before, after), false)
    assert.equal(await having(after), false)
    assert.equal(await having(), false)
  })

  test('an age that nobody knows is not believed', async () => {
    assert.equal(await under(aFactor({ enrolled: async () => [anOwn(0)] })), false)
    assert.equal(await under(aFactor({ enrolled: async () => [anOwn(before), anOwn(0)] })), false)
    assert.equal(await under(aFactor({ enrolled: async () => [anOwn(Number.NaN)] })), false)
  })

  test('another person’s word is not believed, however long she who vouches is known', async () => {
    const enrolled = async () => [anOwn(before)]
    assert.equal(await under(aFactor({ name: 'manager-approval', kind: 'vouching', enrolled })), false)
  })

  test('an access pass is, though it is younger: it was handed over after the break-in', async () => {
    const enrolled = async () => [anOwn(after)]
    assert.equal(await under(aFactor({ name: 'access-pass', enrolled })), true)
  })

  test('nobody is asked the same questions as somebody, and of many each is looked at', async () => {
    const looked: AccountId[] = []
    const ids = Array.from(
      { length: 20 },
      (_, i) => `6f1c3a52-0000-4000-8000-1${String(i).padStart(11, '0')}`,
    )
    const { factor, asked } = aFactor({
      async enrolled(account) {
        looked.push(account)
        return [anOwn(ids.indexOf(account) % 2 === 0 ? before : after)]
      },
    })
    const distrusted = distrusting(factor, async () => since)
    await distrusted.prove({ ...anAsking, account: null }, secret('123456'))
    assert.deepEqual([looked.length, asked], [1, [null]])
    const ready = await distrusted.readyAmong(ids.map((id) => asAccount(id as AccountId)))
    assert.deepEqual(
      [...ready],
      ids.filter((_, i) => i % 2 === 0),
    )
  })

  test('it still can be seen and removed', async () => {
    const { factor } = aFactor({ enrolled: async () => [anOwn(after)] })
    const distrusted = distrusting(factor, async () => since)
    assert.equal((await distrusted.enrolled(alice)).length, 1)
    assert.equal(await distrusted.remove(alice, 'x'), true)
  })

  test('the switch is asked at each step: what another server switched on holds at once', async () => {
    let now: Date | null = null
    const { factor } = aFactor({ enrolled: async () => [anOwn(after)] })
    const distrusted = distrusting(factor, async () => now)
    assert.equal((await distrusted.prove(anAsking, secret('1'))).proved, true)
    now = since
    assert.equal((await distrusted.prove(anAsking, secret('1'))).proved, false)
  })
})
