import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account } from '#directory'
import { Fault } from '#kernel'
import { createPolicy } from './policies.ts'
import type { PolicyConfig } from './settings.ts'
import {
  sid,
  alice,
  bob,
  one,
  both,
  app,
  config,
  usual,
  factorsOf,
  needs,
  aPolicy,
  aFactor,
  type Change,
} from './testing.ts'

suite('what is needed', () => {
  test('is the default for somebody whom no rule names', async () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: both }], [sid(513)])
    assert.deepEqual(needs(await policy.needFor(alice, 'reset')), one)
  })

  test('is what the rule of her group says, found by the group’s name', async () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: both }], [sid(513), sid(1201)])
    assert.deepEqual(needs(await policy.needFor(alice, 'reset')), both)
    assert.deepEqual(needs(await policy.needFor(alice, 'unlock')), one)
  })

  test('is all of what several rules of hers say, wherever they stand', async () => {
    const rules: PolicyConfig['groups'] = [
      { group: 'Kiosk', reset: { factors: ['totp', 'recovery-code', 'mail-code'], different: 1, weight: 4 } },
      { group: 'Finance', reset: both },
      { group: 'Auditors', reset: { ...one, required: ['totp'], kinds: 1 } },
    ]
    for (const written of [rules, rules.toReversed()]) {
      const { policy } = aPolicy(written, [sid(1201), sid(1202), sid(1203)])
      const need = await policy.needFor(alice, 'reset')
      assert.deepEqual(
        [need?.factors, need?.different, need?.required, need?.kinds, need?.weight],
        [['totp', 'recovery-code'], 2, ['totp'], 1, 4],
      )
      const explained = await policy.explain(alice)
      assert.deepEqual(explained.rules.reset.toSorted(), ['Auditors', 'Finance', 'Kiosk'])
      assert.deepEqual(explained.rules.unlock, [])
    }
  })

  test('asks a proof for a change as soon as one of her rules does', async () => {
    const rules = [
      { group: 'Finance', change: { factors: [], different: 0 } },
      { group: 'Kiosk', change: app },
    ]
    const { policy } = aPolicy(rules, [sid(1201), sid(1203)])
    assert.deepEqual(needs(await policy.needFor(alice, 'change')), app)
  })

  test('may be less than the default for a group', async () => {
    const { policy } = aPolicy([{ group: 'Kiosk', unlock: app }], [sid(1203)])
    assert.deepEqual(needs(await policy.needFor(alice, 'unlock')), app)
  })

  test('follows a group that is named by its SID without asking for it', async () => {
    const { policy, asked } = aPolicy([{ group: sid(1300), reset: both }], [sid(1300)])
    assert.deepEqual(needs(await policy.needFor(alice, 'reset')), both)
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
    assert.deepEqual(needs(await policy.needFor({ ...alice, locked: true, mustChange: true }, 'reset')), one)
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
      { ...config, groups: [{ group: 'Finance', reset: both }] },
      {
        directory: {
          async groupSid() {
            asked++
            if (away) throw new Fault('directory.unavailable', 'no DC')
            return sid(1201)
          },
          groupsOf: async () => new Set([sid(1201)]),
          memberIds: async () => new Set(),
          async *membersOf() {},
        },
        factors: factorsOf(usual),
        frozenAmong: async () => new Set(),
      },
    )
    await assert.rejects(policy.needFor(alice, 'reset'), { code: 'directory.unavailable' })
    away = false
    const all = await Promise.all([1, 2, 3].map(() => policy.needFor(alice, 'reset')))
    assert.deepEqual(all.map(needs), [both, both, both])
    assert.equal(asked, 2)
  })

  test('show a stranger every factor that counts for anybody, in the order of the file', () => {
    const { policy } = aPolicy([{ group: 'Finance', reset: { factors: ['recovery-code'], different: 1 } }])
    assert.deepEqual(policy.shown('reset'), ['totp', 'recovery-code'])
    const { policy: narrow } = aPolicy([{ group: 'Finance', reset: both }], [], { reset: app, unlock: app })
    assert.deepEqual(narrow.shown('reset'), ['totp', 'recovery-code'])
    assert.deepEqual(narrow.shown('unlock'), ['totp'])
  })
})

suite('what was proved is enough', () => {
  test('in a session when all was proved that she has, so that a first factor lets her enrol a second', async () => {
    const all = [aFactor('totp', {}, [alice]), aFactor('recovery-code'), aFactor('manager-approval')]
    const { policy } = aPolicy([], [], { enrol: both, factors: all })
    assert.equal(await policy.enough(alice, 'enrol', []), false)
    assert.equal(await policy.enough(alice, 'enrol', ['totp']), true)
    const more = [aFactor('totp', {}, [alice]), aFactor('recovery-code', {}, [alice])]
    const { policy: stricter } = aPolicy([], [], { enrol: both, factors: more })
    assert.equal(await stricter.enough(alice, 'enrol', ['totp']), false)
    assert.equal(await stricter.enough(alice, 'enrol', ['totp', 'recovery-code']), true)
  })
})

suite('administrators', () => {
  const three = { factors: ['totp', 'recovery-code', 'questions', 'manager-approval'], different: 1 } as const

  test('prove two different kinds and answer no questions, whatever the rules say', async () => {
    const rules = [{ group: 'Kiosk', reset: { factors: ['totp', 'questions'], different: 1 } }] as const
    const { policy } = aPolicy(rules, [sid(1201), sid(1203)], { reset: three, admins: ['Finance'] })
    const need = await policy.needFor(alice, 'reset')
    assert.deepEqual([need?.factors, need?.different, need?.kinds], [['totp'], 2, 2])
    const { policy: other } = aPolicy([], [sid(1201)], { reset: three, admins: ['Finance'] })
    assert.deepEqual((await other.needFor(alice, 'reset'))?.factors, [
      'totp',
      'recovery-code',
      'manager-approval',
    ])
    const { policy: person } = aPolicy([], [sid(1202)], { reset: three, admins: ['Finance'] })
    assert.equal((await person.needFor(alice, 'reset'))?.kinds, 0)
  })

  test('are those whom AD protects, too, when they touch their factors', async () => {
    const { policy } = aPolicy([], [], { enrol: three })
    assert.equal((await policy.needFor({ ...alice, isProtected: true }, 'enrol'))?.kinds, 2)
  })

  test('must have two kinds to prove by, or nothing starts', async () => {
    const { policy } = aPolicy([], [], { admins: ['Finance'] })
    await assert.rejects(policy.check(), {
      code: 'config.invalid',
      message: /administrators in Finance .*2 kinds/,
    })
  })
})

suite('a policy that nobody could meet', () => {
  const says = async (change: Change, message: RegExp, rules: PolicyConfig['groups'] = []) => {
    const { policy } = aPolicy(rules, [], change)
    await assert.rejects(policy.check(), { code: 'config.invalid', message })
  }

  test('inside the fence stops the start, and says who could not do what, and why', async () => {
    const sms = { factors: ['sms-code', 'totp'], different: 2 } as const
    await says(
      { airGapped: true },
      /to reset a password, members of Finance would have totp alone, which is not enough, .*sms-code works only outside/,
      [{ group: 'Finance', reset: sms }],
    )
    await says(
      { airGapped: true, unlock: { factors: ['sms-code'], different: 1 } },
      /unlock an account, people .* nothing/,
    )
    const { policy } = aPolicy([{ group: 'Finance', reset: sms }])
    await policy.check()
    const { policy: inside } = aPolicy([{ group: 'Finance', reset: { ...sms, different: 1 } }], [], {
      airGapped: true,
    })
    await inside.check()
  })

  test('because she is in two groups stops the start, and names both, and how many they are', async () => {
    const rules = [
      { group: 'Finance', reset: app },
      { group: 'Kiosk', reset: { factors: ['recovery-code'], different: 1 } },
    ] as const
    const { policy } = aPolicy(rules, [sid(1201), sid(1203)])
    await assert.rejects(policy.check(), {
      code: 'config.invalid',
      message: /to reset a password, 1 in both Finance and Kiosk .*no factor in common/,
    })
    const required = [
      { group: 'Finance', reset: { ...both, required: ['recovery-code'] } },
      { group: 'Kiosk', reset: app },
    ] as const
    const { policy: other } = aPolicy(required, [sid(1201), sid(1203)])
    await assert.rejects(other.check(), { message: /recovery-code is required, and only totp count/ })
    // Nobody is in both.
    await aPolicy(rules, [sid(1201)]).policy.check()
  })

  test('because she is an administrator in a group of the rules stops it, too', async () => {
    const rules = [{ group: 'Kiosk', reset: { factors: ['totp', 'questions'], different: 1 } }] as const
    const three = { factors: ['totp', 'manager-approval'], different: 1 } as const
    const most = { unlock: three, why: three, enrol: three, 'help-desk': three }
    const all = { reset: three, ...most, admins: ['Finance'] }
    await aPolicy(rules, [sid(1203)], all).policy.check()
    const { policy } = aPolicy(rules, [sid(1201), sid(1203)], all)
    await assert.rejects(policy.check(), { message: /in both Kiosk and a group of administrators/ })
  })

  test('names a factor that is not switched on', async () => {
    await says({ reset: { factors: ['passkey', 'totp'], different: 1 } }, /passkey, which is not switched on/)
  })

  test('wants more weight, more kinds or something stronger than its factors are', async () => {
    await says({ reset: { ...both, weight: 9 } }, /weigh 5 together, and the rule wants 9/)
    await says({ reset: { ...both, kinds: 2 } }, /of 1 kind, and the rule wants 2 kinds/)
    await says({ reset: { factors: ['mail-code', 'questions'], different: 2 } }, /never count alone/)
    const { policy } = aPolicy([], [], { reset: { ...both, weight: 9 }, weights: { totp: 8 } })
    await policy.check()
  })
})

suite('who could reset the password today', () => {
  const has = [
    aFactor('totp', {}, [alice, bob]),
    aFactor('recovery-code', {}, [alice]),
    aFactor('mail-code', {}, [bob]),
  ]

  test('is explained for one account and each purpose', async () => {
    const { policy } = aPolicy([], [], { factors: has, reset: both })
    const { purposes } = await policy.explain(alice)
    assert.deepEqual([purposes.reset.can, purposes.reset.ready], [true, ['totp', 'recovery-code']])
    const { purposes: his } = await policy.explain(bob)
    assert.ok(!his.reset.can && his.reset.why === 'not-enough' && his.unlock.can)
  })

  test('is nobody who is protected, disabled, frozen, or has enrolled nothing that counts', async () => {
    const why = async (account: Account, change: Change = {}) => {
      const { reset } = (await aPolicy([], [], { factors: has, ...change }).policy.explain(account)).purposes
      return reset.can ? 'can' : reset.why
    }
    assert.equal(await why({ ...alice, isProtected: true }), 'protected')
    assert.equal(await why({ ...alice, disabled: true }), 'disabled')
    assert.equal(await why(alice, { frozen: [alice.id] }), 'frozen')
    assert.equal(await why(bob, { reset: { factors: ['recovery-code'], different: 1 } }), 'nothing-enrolled')
    assert.equal(await why(alice), 'can')
  })

  test('is counted for a group, by the rule that each one of them has', async () => {
    const rules = [{ group: 'Finance', reset: both }]
    const { policy } = aPolicy(rules, [sid(1201)], { factors: has })
    const coverage = await policy.coverage('Finance', 'reset')
    assert.deepEqual(coverage, {
      people: 2,
      can: 2,
      ready: { totp: 2, 'recovery-code': 1, 'mail-code': 1 },
      cannot: [],
    })
    const { policy: stricter } = aPolicy([], [], { factors: has, reset: both })
    const cannot = (await stricter.coverage('Finance', 'reset'))?.cannot
    assert.deepEqual(
      cannot?.map(({ account, why, ready }) => [account.sAMAccountName, why, ready]),
      [['bob', 'not-enough', ['totp', 'mail-code']]],
    )
    assert.equal(await policy.coverage('Nobody', 'reset'), undefined)
  })
})
