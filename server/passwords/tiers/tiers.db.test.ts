import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AuditEvent, Receipt } from '#audit'
import type { Account, Directory, EffectivePolicy, SetPassword } from '#directory'
import { Fault, secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { passwordsMigrations } from '../migrations/index.ts'
import { createTierStore, type TierTables } from './store-sql.ts'
import { createTiers } from './tiers.ts'

const id = '5f3c1f6e-0000-4000-8000-000000000001' as AccountId
const receipt = {} as Receipt
const tiers = [
  { atLeast: 20, group: 'Long' },
  { atLeast: 30, group: 'Longest' },
]

suite('a longer password', () => {
  test('is put into the group of its length, after it was announced and changed', async () => {
    await using desk = await aDesk()
    await desk.set('x'.repeat(30))
    await desk.run()
    assert.deepEqual(desk.order, ['write', 'password.tier-setting', 'Longest', 'password.tier-set'])
    await desk.set('x'.repeat(29))
    await desk.run()
    await desk.set('x'.repeat(19))
    await desk.run()
    assert.deepEqual(
      desk.order.filter((one) => !one.includes('.') && one !== 'write'),
      ['Longest', 'Long', 'none'],
    )
  })

  test('is set all the same when its group cannot be', async () => {
    await using desk = await aDesk()
    desk.setTier = () => Promise.reject(new Fault('directory.refused', 'no right'))
    assert.equal((await desk.set('x'.repeat(30))).outcome, 'changed')
    await assert.rejects(desk.run(), { code: 'directory.refused' })
    assert.deepEqual(desk.order.slice(-2), ['password.tier-setting', 'password.tier-failed'])
    desk.setTier = undefined
    await desk.runAgain()
    assert.equal(desk.order.at(-1), 'password.tier-set')
  })

  test('is set all the same when nothing can be stored', async () => {
    await using desk = await aDesk()
    desk.send = () => Promise.reject(new Fault('storage.unavailable', 'gone'))
    assert.equal((await desk.set('x'.repeat(30))).outcome, 'changed')
    assert.equal(desk.warnings, 2)
  })
})

suite('a password that was not set', () => {
  test('moves nobody, and what was placed before stays', async () => {
    await using desk = await aDesk()
    await desk.set('x'.repeat(30))
    await desk.run()
    desk.outcome = { outcome: 'refused', problems: ['in-history'], interrupted: false }
    await desk.set('short')
    await desk.run()
    assert.equal(desk.group, 'Longest')
    assert.equal(desk.order.filter((one) => one === 'password.tier-setting').length, 1)
  })

  test('or that was not answered, is looked at until the DC shows it or two hours are over', async () => {
    await using desk = await aDesk()
    desk.outcome = { outcome: 'unknown', dc: 'dc1' }
    await desk.set('x'.repeat(30))
    await desk.run()
    assert.equal(desk.group, undefined)
    desk.pwdLastSet = new Date('2026-11-21T10:00:01Z')
    await desk.run()
    assert.equal(desk.group, 'Longest')

    await desk.set('x'.repeat(20))
    desk.now = new Date('2026-11-21T14:00:00Z')
    await desk.run()
    desk.pwdLastSet = new Date('2026-11-21T15:00:00Z')
    await desk.run()
    assert.equal(desk.group, 'Longest')
  })

  test('by a server that was killed after the write is placed by the next one', async () => {
    await using desk = await aDesk()
    desk.killed = true
    void desk.set('x'.repeat(30))
    await desk.written
    await desk.run()
    assert.equal(desk.group, 'Longest')
  })
})

suite('a password that was changed elsewhere', () => {
  test('leaves the tier, since nobody here knows its length', async () => {
    await using desk = await aDesk()
    await desk.set('x'.repeat(30))
    await desk.run()
    await desk.check()
    assert.equal(desk.group, 'Longest')
    desk.pwdLastSet = new Date('2026-12-24T18:00:00Z')
    await desk.check()
    assert.equal(desk.group, 'none')
    assert.deepEqual(desk.facts.at(-1), {
      group: null,
      why: 'changed-elsewhere',
      dc: 'dc1',
      changed: true,
      maxAgeDays: 90,
    })
    const entries = desk.order.length
    await desk.check()
    assert.equal(desk.order.length, entries)
  })

  test('of a protected account is left alone', async () => {
    await using desk = await aDesk()
    desk.isProtected = true
    await desk.set('x'.repeat(30))
    await desk.run()
    assert.deepEqual(desk.order, ['write'])
  })
})

test('without tiers the directory is the same', () => {
  const directory = { setPassword: () => assert.fail(), changePassword: () => assert.fail() }
  const nothing = { tiers: [] } as unknown as Parameters<typeof createTiers>[0]
  assert.equal(createTiers(nothing).guard(directory), directory)
})

async function aDesk() {
  const db = await aDatabase([passwordsMigrations])
  const handlers = new Map<string, (data: object) => Promise<void>>()
  const queue: object[] = []
  const written = Promise.withResolvers<void>()
  const desk = {
    order: [] as string[],
    facts: [] as AuditEvent['facts'][],
    warnings: 0,
    now: new Date('2026-11-21T10:00:00Z'),
    pwdLastSet: new Date('2026-05-01T10:00:00Z'),
    outcome: undefined as SetPassword | undefined,
    killed: false,
    isProtected: false,
    group: undefined as string | undefined,
    setTier: undefined as (() => Promise<never>) | undefined,
    send: undefined as (() => Promise<never>) | undefined,
    written: written.promise,
    set: (password: string) => guarded.setPassword(id, secret(password), receipt),
    /** All jobs that are due or delayed. */
    run: async () => {
      for (const data of queue.splice(0)) await handlers.get('passwords.tier')?.(data)
    },
    runAgain: async () => handlers.get('passwords.tier')?.({ account: id }),
    check: async () => handlers.get('passwords.tier-check')?.({}),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
  const write = async (): Promise<SetPassword> => {
    desk.order.push('write')
    if (desk.outcome !== undefined) return desk.outcome
    desk.pwdLastSet = new Date(desk.pwdLastSet.getTime() + 1000)
    written.resolve()
    if (desk.killed) await new Promise(() => {})
    return { outcome: 'changed', written: { dc: 'dc1', pwdLastSet: desk.pwdLastSet, way: 'plain' } }
  }
  const guarded = createTiers({
    tiers,
    store: createTierStore(db.tables<TierTables>()),
    directory: {
      read: async () => ({ ...anna, pwdLastSet: desk.pwdLastSet, isProtected: desk.isProtected }),
      passwordState: async () => ({ dc: 'dc1', pwdLastSet: desk.pwdLastSet, locked: false }),
      policyFor: async () => ({ ...policy, maxAgeDays: desk.group === 'none' ? 90 : 365 }),
      setTier: async (_, group) => {
        await desk.setTier?.()
        desk.group = group ?? 'none'
        desk.order.push(desk.group)
        return { dc: 'dc1', changed: true }
      },
    },
    audit: {
      append: async ({ type, facts }) => {
        desk.order.push(type)
        desk.facts.push(facts)
        return receipt
      },
    },
    jobs: {
      handle: (name, handler) => void handlers.set(name, handler as (data: object) => Promise<void>),
      every: () => {},
      send: async (_, data) => {
        await desk.send?.()
        queue.push(data)
      },
    },
    clock: () => desk.now,
    random: systemRandom,
    log: { warn: () => void desk.warnings++ },
  }).guard<Pick<Directory, 'setPassword' | 'changePassword'>>({ setPassword: write, changePassword: write })
  return desk
}

const policy: EffectivePolicy = {
  source: 'pso',
  minLength: 10,
  complexity: true,
  history: 5,
  minAgeDays: 0,
  maxAgeDays: 90,
  forbiddenWords: [],
  lockoutThreshold: 0,
}

const anna: Account = {
  id,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=Anna',
  sAMAccountName: 'anna',
  domain: 'CORP',
  userPrincipalName: null,
  displayName: 'Anna',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: null,
}
