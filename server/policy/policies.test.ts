import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { Fault, type AccountId } from '#kernel'
import { createPolicy, type PolicyConfig } from './policies.ts'

const sid = (rid: number) => `S-1-5-21-1-2-3-${rid}` as Sid
const groups: Readonly<Record<string, Sid>> = { Finance: sid(1201), Auditors: sid(1202), Kiosk: sid(1203) }

const alice: Account = {
  id: '6f1c3a52-0000-4000-8000-000000000001' as AccountId,
  sid: sid(1104),
  dn: 'CN=Alice,OU=Staff,DC=corp,DC=example',
  sAMAccountName: 'alice',
  domain: 'CORP',
  userPrincipalName: 'alice@corp.example',
  displayName: 'Alice',
  mail: 'alice@corp.example',
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: new Date('2026-01-01'),
}

const one = { factors: ['totp', 'recovery-code'], different: 1 } as const
const both = { factors: ['totp', 'recovery-code'], different: 2 } as const
const app = { factors: ['totp'], different: 1 } as const

function aPolicy(rules: PolicyConfig['groups'], member: readonly Sid[] = []) {
  const asked: string[] = []
  const directory = {
    groupSid: async (name: string) => (asked.push(name), groups[name]),
    groupsOf: async () => new Set(member),
  }
  return { asked, policy: createPolicy({ reset: one, unlock: one, groups: rules }, { directory }) }
}

suite('what is needed', () => {
  test('is the default for somebody whom no rule names', async () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: both }], [sid(513)])
    assert.deepEqual(await policy.needFor(alice, 'reset'), one)
  })

  test('is what the rule of her group says, found by the group’s name', async () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: both }], [sid(513), sid(1201)])
    assert.deepEqual(await policy.needFor(alice, 'reset'), both)
    assert.deepEqual(await policy.needFor(alice, 'unlock'), one)
  })

  test('is the strictest of several rules, wherever they stand', async () => {
    const rules = [
      { group: 'Kiosk', reset: one },
      { group: 'Finance', reset: both },
      { group: 'Auditors', reset: app },
    ]
    const { policy } = aPolicy(rules, [sid(1201), sid(1202), sid(1203)])
    assert.deepEqual(await policy.needFor(alice, 'reset'), both)
    const { policy: reversed } = aPolicy(rules.toReversed(), [sid(1202), sid(1203)])
    assert.deepEqual(await reversed.needFor(alice, 'reset'), app)
  })

  test('may be less than the default for a group', async () => {
    const { policy } = aPolicy([{ group: 'Kiosk', unlock: app }], [sid(1203)])
    assert.deepEqual(await policy.needFor(alice, 'unlock'), app)
  })

  test('follows a group that is named by its SID without asking for it', async () => {
    const { policy, asked } = aPolicy([{ group: sid(1300), reset: both }], [sid(1300)])
    assert.deepEqual(await policy.needFor(alice, 'reset'), both)
    assert.deepEqual(asked, [])
  })

  for (const state of ['isProtected', 'disabled', 'expired'] as const) {
    test(`cannot be met by an account that is ${state}`, async () => {
      const { policy } = aPolicy([])
      for (const purpose of ['reset', 'unlock'] as const) {
        assert.equal(await policy.needFor({ ...alice, [state]: true }, purpose), undefined)
      }
    })
  }

  test('can be met by an account that is locked or must change its password', async () => {
    const { policy } = aPolicy([])
    assert.deepEqual(await policy.needFor({ ...alice, locked: true, mustChange: true }, 'reset'), one)
  })
})

suite('rules by group', () => {
  test('with a group that does not exist stop everybody, and each such name is said', async () => {
    const { policy } = aPolicy([
      { group: 'Finanz', reset: both },
      { group: 'Finance', reset: both },
      { group: 'Audit', reset: both },
    ])
    const named = { name: 'Fault', code: 'config.invalid', message: /"Finanz", "Audit"/ }
    await assert.rejects(policy.check(), named)
    await assert.rejects(policy.needFor(alice, 'reset'), named)
  })

  test('are looked up once, and again after a DC was away', async () => {
    let away = true
    let asked = 0
    const policy = createPolicy(
      { reset: one, unlock: one, groups: [{ group: 'Finance', reset: both }] },
      {
        directory: {
          async groupSid() {
            asked++
            if (away) throw new Fault('directory.unavailable', 'no DC')
            return sid(1201)
          },
          groupsOf: async () => new Set([sid(1201)]),
        },
      },
    )
    await assert.rejects(policy.needFor(alice, 'reset'), { code: 'directory.unavailable' })
    away = false
    const needs = await Promise.all([1, 2, 3].map(() => policy.needFor(alice, 'reset')))
    assert.deepEqual(needs, [both, both, both])
    assert.equal(asked, 2)
  })

  test('show a stranger every factor that counts for anybody, in the order of the file', () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: { factors: ['recovery-code'], different: 1 } }])
    assert.deepEqual(policy.shown('reset'), ['totp', 'recovery-code'])
    const narrow = createPolicy(
      { reset: app, unlock: app, groups: [{ group: 'Finance', reset: both }] },
      { directory: { groupSid: async () => undefined, groupsOf: async () => new Set() } },
    )
    assert.deepEqual(narrow.shown('reset'), ['totp', 'recovery-code'])
    assert.deepEqual(narrow.shown('unlock'), ['totp'])
  })
})
