import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import { filetimeFromDate, type Sid } from '@keyturn/protocols/ad'
import type { AuditEvent, Receipt } from '#audit'
import type { Account, Listed } from '#directory'
import { Fault, type AccountId } from '#kernel'
import type { Notice } from '#notify'
import { aDatabase } from '../../storage/testing.ts'
import { passwordsMigrations } from '../migrations/index.ts'
import { daysBetween, reachedOf, wallClock } from './due.ts'
import { createReminders } from './reminders.ts'
import { createReminderStore, type ReminderTables } from './store-sql.ts'

suite('a reminder', () => {
  test('comes on each chosen day once, in her language, with the day and the way', async () => {
    await using desk = await aDesk()
    desk.person('anna', '2026-12-05T09:00:00Z', { preferredLanguage: 'de-AT' })
    for (let day = 20; day <= 45; day++) {
      desk.now = new Date(Date.UTC(2026, 10, day, 8))
      await desk.run()
      await desk.run()
    }
    assert.deepEqual(
      desk.notices.map(({ at, expiry }) => [at.toISOString().slice(0, 10), expiry?.days]),
      [
        ['2026-11-21', 14],
        ['2026-11-28', 7],
        ['2026-12-02', 3],
        ['2026-12-04', 1],
      ],
    )
    const [first] = desk.notices
    assert.equal(first?.language, 'de-AT')
    assert.deepEqual(first?.expiry, {
      day: '2026-12-05',
      days: 14,
      page: 'https://reset.corp.example/change',
    })
  })

  test('goes to nobody whose password does not expire, has expired, or who cannot use or read it', async () => {
    await using desk = await aDesk()
    const soon = '2026-11-22T09:00:00Z'
    desk.person('never', soon, { userAccountControl: String(0x1_0200) })
    desk.person('card', soon, { userAccountControl: String(0x4_0200) })
    desk.person('disabled', soon, {}, { disabled: true })
    desk.person('left', soon, {}, { expired: true })
    desk.person('no-mail', soon, {}, { mail: null })
    desk.person('expired', '2026-11-20T09:00:00Z')
    desk.person('must-change', null)
    desk.person('later', '2027-06-01T09:00:00Z')
    desk.person('due', soon)
    await desk.run()
    assert.deepEqual(desk.names(), ['due'])
    assert.deepEqual(desk.entries, [{ day: '2026-11-21', looked: 9, sent: 1 }])
  })

  test('does not come before its time of day, there where the people are', async () => {
    await using desk = await aDesk({ timeZone: 'Europe/Berlin' })
    desk.person('anna', '2026-11-22T09:00:00Z')
    desk.now = new Date('2026-11-21T06:29:00Z')
    await desk.run()
    assert.deepEqual(desk.names(), [])
    desk.now = new Date('2026-11-21T06:30:00Z')
    await desk.run()
    assert.deepEqual(desk.names(), ['anna'])
  })

  test('for a day on which no server ran comes on the next', async () => {
    await using desk = await aDesk()
    desk.person('anna', '2026-12-05T09:00:00Z')
    await desk.run()
    desk.now = new Date('2026-11-30T08:00:00Z')
    await desk.run()
    assert.deepEqual(
      desk.notices.map(({ expiry }) => expiry?.days),
      [14, 5],
    )
  })

  test('comes again for the next password', async () => {
    await using desk = await aDesk()
    desk.person('anna', '2026-11-22T09:00:00Z')
    await desk.run()
    desk.people.length = 0
    desk.person('anna', '2027-02-20T09:00:00Z', {}, { id: desk.ids.get('anna') ?? assert.fail() })
    desk.now = new Date('2027-02-19T08:00:00Z')
    await desk.run()
    assert.deepEqual(desk.names(), ['anna', 'anna'])
  })
})

suite('at most one a day', () => {
  test('with two servers at once', async () => {
    await using desk = await aDesk()
    for (let n = 0; n < 40; n++) desk.person(`p${n}`, '2026-11-22T09:00:00Z')
    await Promise.all([desk.run(), desk.run(), desk.run()])
    assert.equal(new Set(desk.names()).size, 40)
    assert.equal(desk.notices.length, 40)
  })

  test('when a server was killed half way: another goes on after a quarter of an hour, with those left', async () => {
    await using desk = await aDesk()
    for (let n = 0; n < 10; n++) desk.person(`p${n}`, '2026-11-22T09:00:00Z')
    const stopped = Promise.withResolvers<void>()
    desk.onSend = async () => {
      if (desk.notices.length < 4) return
      stopped.resolve()
      await new Promise(() => {})
    }
    void desk.run()
    await stopped.promise
    desk.onSend = async () => {}
    await desk.run()
    assert.equal(desk.notices.length, 4)
    desk.now = new Date('2026-11-21T08:15:00Z')
    await desk.run()
    // The fifth was claimed and never queued: one mail less, not one more.
    assert.equal(desk.notices.length, 9)
    assert.equal(new Set(desk.names()).size, 9)
    assert.equal(desk.entries.length, 1)
  })

  test('when the directory goes away between two pages', async () => {
    await using desk = await aDesk()
    for (let n = 0; n < 6; n++) desk.person(`p${n}`, '2026-11-22T09:00:00Z')
    desk.breaksAfter = 3
    await assert.rejects(desk.run(), { code: 'directory.unavailable' })
    desk.breaksAfter = Infinity
    desk.now = new Date('2026-11-21T08:20:00Z')
    await desk.run()
    assert.equal(desk.notices.length, 6)
    assert.equal(new Set(desk.names()).size, 6)
  })
})

suite('while self-service is closed', () => {
  test('nobody is sent to its page, also when it opens on the same day; later each gets one mail and not all that were due', async () => {
    await using desk = await aDesk()
    desk.person('anna', '2026-11-24T09:00:00Z')
    desk.isOpen = () => false
    for (const day of [21, 23]) {
      desk.now = new Date(Date.UTC(2026, 10, day, 8))
      await desk.run()
    }
    desk.isOpen = () => true
    await desk.run()
    assert.deepEqual([desk.names(), desk.entries], [[], []])
    desk.now = new Date('2026-11-24T08:00:00Z')
    await desk.run()
    assert.deepEqual(
      desk.notices.map(({ expiry }) => expiry?.days),
      [0],
    )
  })

  test('whoever is not told yet when it closes is told on the next day', async () => {
    await using desk = await aDesk()
    for (const name of ['anna', 'bob', 'carla']) desk.person(name, '2026-11-27T09:00:00Z')
    desk.isOpen = () => desk.notices.length === 0
    await desk.run()
    assert.deepEqual(desk.names(), ['anna'])
    desk.isOpen = () => true
    desk.now = new Date('2026-11-22T08:00:00Z')
    await desk.run()
    assert.deepEqual(desk.names(), ['anna', 'bob', 'carla'])
  })
})

suite('the days', () => {
  test('are counted on the calendar of the people, across the change of the clocks', () => {
    assert.deepEqual(wallClock(new Date('2026-10-24T22:30:00Z'), 'Europe/Berlin'), {
      day: '2026-10-25',
      time: '00:30',
    })
    assert.deepEqual(wallClock(new Date('2026-10-25T22:59:00Z'), 'Europe/Berlin'), {
      day: '2026-10-25',
      time: '23:59',
    })
    assert.equal(daysBetween('2026-10-24', '2026-10-26'), 2)
    assert.equal(daysBetween('2026-12-31', '2027-01-01'), 1)
  })

  test('reach the nearest of the chosen ones', () => {
    const chosen = [14, 7, 3, 1]
    assert.deepEqual(
      [15, 14, 8, 7, 2, 1, 0].map((left) => reachedOf(chosen, left)),
      [undefined, 14, 14, 7, 3, 1, 1],
    )
  })
})

test('nobody is reminded where no day was chosen', () => {
  const nothing = { days: [] } as unknown as Parameters<typeof createReminders>[0]
  assert.equal(createReminders(nothing), undefined)
})

async function aDesk({ timeZone = 'UTC' } = {}) {
  const db = await aDatabase([passwordsMigrations])
  let run = async () => {}
  const desk = {
    now: new Date('2026-11-21T08:00:00Z'),
    people: [] as Listed[],
    ids: new Map<string, AccountId>(),
    notices: [] as Notice[],
    entries: [] as AuditEvent['facts'][],
    breaksAfter: Infinity,
    onSend: async () => {},
    isOpen: () => true,
    run: () => run(),
    names: () => desk.notices.map(({ name }) => name),
    person(
      name: string,
      expires: string | null,
      attributes: Record<string, string> = {},
      account: Partial<Account> = {},
    ) {
      const id = account.id ?? (randomUUID() as AccountId)
      desk.ids.set(name, id)
      const ticks = expires === null ? 0n : filetimeFromDate(new Date(expires))
      const all = {
        'msDS-UserPasswordExpiryTimeComputed': String(ticks),
        userAccountControl: '512',
        ...attributes,
      }
      desk.people.push({
        account: { ...somebody, ...account, id, displayName: name },
        attributes: new Map(Object.entries(all).map(([key, value]) => [key, [value]])),
      })
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
  createReminders({
    days: [14, 7, 3, 1],
    at: '07:30',
    timeZone,
    within: [],
    language: 'en',
    page: 'https://reset.corp.example/change',
    store: createReminderStore(db.tables<ReminderTables>()),
    directory: {
      async *peopleIn() {
        for (const [i, one] of desk.people.entries()) {
          if (i >= desk.breaksAfter) throw new Fault('directory.unavailable', 'gone')
          yield [one]
        }
      },
    },
    isOpen: async () => desk.isOpen(),
    notify: {
      send: async (notice) => {
        await desk.onSend()
        desk.notices.push(notice)
      },
    },
    audit: { append: async ({ facts }) => (desk.entries.push(facts), {} as Receipt) },
    jobs: { handle: (_, handler) => void (run = () => handler({} as never)), every: () => {} },
    clock: () => desk.now,
    log: { info: () => {}, warn: () => {} },
  })
  return desk
}

const somebody: Account = {
  id: '' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=Anna',
  sAMAccountName: 'anna',
  domain: 'CORP',
  userPrincipalName: null,
  displayName: 'Anna',
  mail: 'anna@corp.example',
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: null,
}
