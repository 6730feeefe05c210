import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { forgetLogons, listLogons, showList, type ForgetDeps } from './logons.ts'
import type { Message } from '../screen/index.ts'
import { wordsIn } from '../screen/words/index.ts'

const alice = 'S-1-5-21-1-2-3-1104' as Sid
const bob = 'S-1-5-21-1-2-3-1105' as Sid
const names: Readonly<Record<string, Sid>> = { alice, bob }
const at = new Date('2026-11-21T10:00:00Z')

/** A computer on which Alice has logged on. `stuck`: whose log-on cannot be removed. */
function aComputer({ stuck, confirms = true }: { stuck?: Sid; confirms?: boolean } = {}) {
  const shown: Message[] = []
  const asked: (readonly string[])[] = []
  const forgotten: Sid[] = []
  const deps: ForgetDeps = {
    logons: {
      find: async (name) => names[name],
      cached: async () => [{ account: alice, passwordLastSet: at }],
      async forget(accounts) {
        forgotten.push(...accounts)
        return accounts.filter((account) => account !== stuck)
      },
    },
    screen: { show: (message) => void shown.push(message) },
    confirm: async (whom) => (asked.push(whom), confirms),
  }
  const outcomes = () => shown.flatMap((m) => (m.what === 'forgotten' ? [[m.name, m.outcome]] : []))
  return { deps, shown, asked, forgotten, outcomes }
}

suite('forgetting log-ons', () => {
  test('says of each person whether there was one', async () => {
    const { deps, asked, forgotten, outcomes } = aComputer()
    assert.equal(await forgetLogons(['alice', 'bob'], deps), true)
    assert.deepEqual(asked, [['alice', 'bob']])
    assert.deepEqual(forgotten, [alice, bob])
    assert.deepEqual(outcomes(), [
      ['alice', 'gone'],
      ['bob', 'was-not-there'],
    ])
  })

  test('removes nothing when one of the names is nobody’s, and asks nobody', async () => {
    const { deps, shown, asked, forgotten } = aComputer()
    assert.equal(await forgetLogons(['alice', 'alcie'], deps), false)
    assert.deepEqual([asked, forgotten], [[], []])
    assert.deepEqual(shown, [{ what: 'nobody-called', name: 'alcie' }])
  })

  test('removes nothing when whoever sits there does not say yes', async () => {
    const { deps, forgotten } = aComputer({ confirms: false })
    assert.equal(await forgetLogons(['alice'], deps), false)
    assert.deepEqual(forgotten, [])
  })

  test('takes a SID where nobody can tell the name any more, and each person once', async () => {
    const { deps, forgotten } = aComputer()
    assert.equal(await forgetLogons([alice, 'alice'], deps), true)
    assert.deepEqual(forgotten, [alice])
  })

  test('says so when one is still there', async () => {
    const { deps, outcomes } = aComputer({ stuck: alice })
    assert.equal(await forgetLogons(['alice', 'bob'], deps), false)
    assert.deepEqual(outcomes(), [
      ['alice', 'still-there'],
      ['bob', 'was-not-there'],
    ])
  })
})

suite('the list of log-ons', () => {
  const policy = { caching: true, mostAccounts: 10, expiresAfterDays: null }
  const logons = {
    isCachingOn: async () => true,
    policy: async () => policy,
    cached: async () => [
      { account: alice, passwordLastSet: at },
      { account: bob, passwordLastSet: null },
    ],
    find: async () => undefined,
    nameOf: async (account: Sid) => (account === alice ? { domain: 'CORP', name: 'alice' } : undefined),
  }
  const newest = async () => ({
    accounts: [{ account: alice, passwordLastSet: '2026-11-21T11:00:00.000Z' }],
  })

  test('has everybody, how old what this computer takes is, and the policy', async () => {
    const list = await listLogons({ logons, api: { call: newest as never } })
    assert.deepEqual(JSON.parse(JSON.stringify(list)), {
      policy,
      logons: [
        {
          account: alice,
          name: 'alice',
          state: 'stale',
          takes: '2026-11-21T10:00:00.000Z',
          newest: '2026-11-21T11:00:00.000Z',
        },
        { account: bob, name: bob, state: 'unknown', takes: null, newest: null },
      ],
    })
  })

  test('is told in words, the policy first', async () => {
    const list = await listLogons({ logons, api: { call: newest as never } })
    const lines: string[] = []
    const say = wordsIn('en')
    showList(list, { show: (message) => void lines.push(say(message)) })
    const [first = '', second = '', third = ''] = lines
    assert.match(first, /now there are 2\. At most 10: .* They do not expire/)
    assert.match(second, /^alice: stale/)
    assert.match(third, /1105: unknown\. This computer does not know how old/)
  })

  test('of a computer that keeps none says just that', () => {
    const caching = { caching: false, mostAccounts: 10, expiresAfterDays: 3 }
    for (const language of ['en', 'de'] as const) {
      const line = wordsIn(language)({ what: 'cache-policy', policy: caching, now: 0 })
      assert.doesNotMatch(line, /10|3/)
    }
  })
})
