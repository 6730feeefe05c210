import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { AuditEvent, Receipt } from '#audit'
import type { Account } from '#directory'
import type { AccountId } from '#kernel'
import type { Notice } from '#notify'
import type { Coverage } from '#policy'
import { aDatabase } from '../storage/testing.ts'
import { createAsking } from './asking.ts'
import { askingMigrations } from './migrations/index.ts'
import { createAskedStore } from './store-sql.ts'

type Why = Coverage['cannot'][number]['why']

suite('asking people to enrol', () => {
  test('writes to whoever could not reset, once in so many days, and to nobody whom enrolling would not help', async () => {
    await using desk = await aDesk()
    desk.cannot('anna', 'nothing-enrolled')
    desk.cannot('bob', 'not-enough')
    for (const why of ['protected', 'disabled', 'expired', 'frozen'] as const) desk.cannot(why, why)
    desk.cannot('no-mail', 'nothing-enrolled', { mail: null })
    for (let day = 0; day < 8; day++) {
      await desk.run()
      desk.pass(24 * 60 * 60)
    }
    assert.deepEqual(desk.names(), ['anna', 'bob', 'anna', 'bob'])
    assert.equal(desk.events[0]?.facts['asked'], 2)
  })

  test('says until when, and where, in the language of her account', async () => {
    await using desk = await aDesk()
    const anna = desk.cannot('anna', 'nothing-enrolled')
    await desk.run()
    const [notice] = desk.notices
    assert.equal(notice?.kind, 'enrol-please')
    assert.deepEqual(notice.invitation, {
      page: 'https://reset.corp.example/me',
      until: '2027-01-31T23:59:59.000Z',
    })
    assert.equal(notice.account, anna.id)
    assert.equal(notice.language, undefined)
  })

  test('on two servers at once writes to each of them once', async () => {
    await using desk = await aDesk()
    for (let n = 0; n < 30; n++) desk.cannot(`p${n}`, 'nothing-enrolled')
    await Promise.all([desk.run(), desk.run()])
    assert.equal(desk.notices.length, 30)
    assert.equal(new Set(desk.names()).size, 30)
  })

  test('goes on with the other groups when one is not there', async () => {
    await using desk = await aDesk(['Gone', 'Staff'])
    desk.cannot('anna', 'nothing-enrolled')
    await desk.run()
    assert.deepEqual(desk.names(), ['anna'])
  })
})

suite('while self-service is closed', () => {
  test('nobody is sent to its pages, and everybody is asked once it is open', async () => {
    await using desk = await aDesk()
    const anna = desk.cannot('anna', 'nothing-enrolled')
    desk.cannot('bob', 'nothing-enrolled')
    desk.isOpen = async () => false
    await desk.run()
    assert.deepEqual([desk.names(), desk.events], [[], []])
    // She could not enrol, so that nothing else is kept from her until she has.
    assert.equal(await desk.asking.enrolBy(anna), null)
    desk.isOpen = async () => true
    await desk.run()
    assert.deepEqual(desk.names(), ['anna', 'bob'])
  })

  test('whoever is not asked yet when it is closed is asked later', async () => {
    await using desk = await aDesk()
    for (const name of ['anna', 'bob', 'carla']) desk.cannot(name, 'nothing-enrolled')
    desk.isOpen = async () => desk.notices.length === 0
    await desk.run()
    assert.deepEqual(desk.names(), ['anna'])
    desk.isOpen = async () => true
    await desk.run()
    assert.deepEqual(desk.names(), ['anna', 'bob', 'carla'])
  })
})

suite('the deadline', () => {
  test('is for whoever is asked and could not reset, and for nobody else', async () => {
    await using desk = await aDesk()
    const anna = desk.cannot('anna', 'nothing-enrolled')
    assert.equal((await desk.asking.enrolBy(anna))?.toISOString(), '2027-01-31T23:59:59.000Z')
    assert.equal(await desk.asking.enrolBy(desk.person('ready')), null)
    assert.equal(await desk.asking.enrolBy(desk.cannot('boss', 'protected')), null)
    desk.memberOf = 'S-1-5-21-1-2-3-9999' as Sid
    assert.equal(await desk.asking.enrolBy(anna), null)
  })
})

const staff = 'S-1-5-21-1-2-3-1500' as Sid

async function aDesk(groups: readonly string[] = ['Staff']) {
  const db = await aDatabase([askingMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  let run = async () => {}
  let people = 0
  const notices: Notice[] = []
  const events: AuditEvent[] = []
  const cannot: Coverage['cannot'][number][] = []
  const desk = { memberOf: staff, isOpen: async () => true }
  const person = (name: string, change: Partial<Account> = {}): Account => ({
    ...somebody,
    id: `6f1c3a52-0000-4000-8000-${String(++people).padStart(12, '0')}` as AccountId,
    sAMAccountName: name,
    displayName: name,
    mail: `${name}@corp.example`,
    ...change,
  })
  const asking = createAsking({
    config: { groups, everyDays: 7, deadline: new Date('2027-01-31T23:59:59Z') },
    page: 'https://reset.corp.example/me',
    isOpen: () => desk.isOpen(),
    store: createAskedStore(db.tables()),
    policy: {
      coverage: async (group) =>
        group === 'Staff' ? { people: cannot.length, can: 0, ready: {}, cannot } : undefined,
      async explain(account) {
        const found = cannot.find((one) => one.account.id === account.id)
        const need = { factors: [], different: 1 }
        const standing =
          found === undefined
            ? ({ can: true, need, ready: [] } as const)
            : ({ can: false, why: found.why, ready: [] } as const)
        const all = {
          unlock: standing,
          why: standing,
          change: standing,
          enrol: standing,
          'help-desk': standing,
        }
        const rules = { reset: [], unlock: [], why: [], change: [], enrol: [], 'help-desk': [] }
        return { purposes: { reset: standing, ...all }, rules }
      },
    },
    directory: {
      groupSid: async (name) => (name === 'Staff' ? staff : undefined),
      groupsOf: async () => new Set([desk.memberOf]),
    },
    notify: { send: async (notice) => void notices.push(notice) },
    audit: { append: async (event) => (events.push(event), {} as Receipt) },
    jobs: { handle: (_, handler) => void (run = () => handler({} as never)), every: () => {} },
    clock: () => now,
    log: { info: () => {}, warn: () => {} },
  })
  return Object.assign(desk, {
    asking,
    notices,
    events,
    person,
    run: () => run(),
    names: () => notices.map(({ name }) => name),
    pass: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)),
    cannot(name: string, why: Why, change: Partial<Account> = {}) {
      const account = person(name, change)
      cannot.push({ account, why, ready: [] })
      return account
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  })
}

const somebody: Account = {
  id: '' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=Somebody',
  sAMAccountName: '',
  domain: 'CORP',
  userPrincipalName: null,
  displayName: '',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: null,
}
