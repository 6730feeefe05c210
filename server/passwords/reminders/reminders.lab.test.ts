import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { Lab } from '@keyturn/lab'
import type { Receipt } from '#audit'
import { createDirectory } from '#directory'
import { createLog, secret, systemClock, systemRandom, type AccountId } from '#kernel'
import { createMailer, createNotify } from '#notify'
import { aDatabase } from '../../storage/testing.ts'
import { passwordsMigrations } from '../migrations/index.ts'
import { createReminders } from './reminders.ts'
import { createReminderStore, type ReminderTables } from './store-sql.ts'

const log = createLog('silent')
const dayMs = 86_400_000

test('who is reminded of an expiring password, by a real DC and a real mail server: once, and nobody else', async () => {
  await using stack = new AsyncDisposableStack()
  const lab = stack.use(await Lab.start({ hosts: ['dc1', 'mail'] }))
  const people = await somePeople(lab)
  const db = stack.use(await aDatabase([passwordsMigrations]))
  const { config, resolver } = await directoryOf(lab, stack)
  const directory = stack.use(createDirectory(config, { log, clock: systemClock, resolver }))
  const smtp = stack.use(await lab.publish('mail', 25))
  const notify = createNotify({
    mailer: createMailer(
      {
        host: '127.0.0.1',
        tlsName: 'mail.corp.example',
        port: smtp.port,
        from: 'keyturn@corp.example',
        caFile: lab.domain.caFile,
        dangerouslyAllowPlainText: false,
      },
      'Keyturn',
    ),
    jobs: db.jobs,
    random: systemRandom,
    log,
    helpDesk: '+49 30 1234',
    language: 'en',
    seal: { seal: (plain) => plain, open: (sealed) => sealed },
    contactsOf: async () => ({ addresses: [], language: null }),
  })
  // The domain's passwords live for 90 days, those of Finance for 60; newcomers' were set some days ago.
  let now = new Date(Date.now() + 40 * dayMs)
  const runs: (() => Promise<void>)[] = []
  const sent: unknown[] = []
  for (const _ of ['one server', 'another']) {
    createReminders({
      days: [45, 10],
      at: '00:00',
      timeZone: 'UTC',
      within: [`OU=Reminded,${lab.domain.peopleDn}`],
      language: 'en',
      page: 'https://reset.corp.example/change',
      isOpen: async () => true,
      store: createReminderStore(db.tables<ReminderTables>()),
      directory,
      notify,
      audit: { append: async ({ facts }) => (sent.push(facts['sent']), {} as Receipt) },
      jobs: { handle: (_queue, handler) => void runs.push(() => handler({} as never)), every: () => {} },
      clock: () => now,
      log,
    })
  }
  await db.jobs.start()
  await Promise.all(runs.map((run) => run()))
  const german = await lab.mail().arrival(people.zoe)
  assert.equal(german.subject, 'Ihr Passwort läuft bald ab')
  assert.match(german.text, /https:\/\/reset\.corp\.example\/change/)
  const days = Number(/in (\d+) Tagen/.exec(german.text)?.[1])
  const english = await lab.mail().arrival(people.finn)
  assert.equal(/in (\d+) days\./.exec(english.text)?.[1], String(days - 30))

  await Promise.all(runs.map((run) => run()))
  now = new Date(now.getTime() + dayMs)
  await Promise.all(runs.map((run) => run()))
  assert.deepEqual(sent, [2, 0])
  // Another mail through the same queue is behind all that were queued before.
  await notify.send({
    kind: 'password-changed',
    account: '6f1c3a52-0000-4000-8000-000000000001' as AccountId,
    to: [people.last],
    name: 'Last',
    at: now,
    address: null,
    language: 'en',
  })
  await lab.mail().arrival(people.last)
  for (const [name, address] of Object.entries(people)) {
    const expected = ['zoe', 'finn', 'last'].includes(name) ? 1 : 0
    assert.equal((await lab.mail().inbox(address)).length, expected, name)
  }
})

/** Of each case one, in a unit of their own. The last one is outside of it. */
async function somePeople(lab: Lab) {
  const dc = lab.dc('dc1')
  await dc.samba('ou', 'create', `OU=Reminded,${lab.domain.peopleDn}`)
  const all = await lab.createPeople([
    { sAMAccountName: 'r.zoe' },
    { sAMAccountName: 'r.finn' },
    { sAMAccountName: 'r.never', state: 'never-expires' },
    { sAMAccountName: 'r.disabled', state: 'disabled' },
    { sAMAccountName: 'r.expired', state: 'password-expired' },
    { sAMAccountName: 'r.must', state: 'must-change' },
    { sAMAccountName: 'r.card' },
    { sAMAccountName: 'r.last' },
  ])
  const [zoe, finn, never, disabled, expired, must, card, last] = all
  const set = (dn: string, attribute: string, value: string) =>
    dc.ldb('ldbmodify', `dn: ${dn}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`)
  await set(zoe.dn, 'preferredLanguage', 'de')
  await set(card.dn, 'userAccountControl', String(0x4_0200))
  await dc.samba('group', 'addmembers', 'Finance', finn.sAMAccountName)
  for (const { sAMAccountName } of [zoe, finn, never, disabled, expired, must, card]) {
    await dc.samba('user', 'move', sAMAccountName, `OU=Reminded,${lab.domain.peopleDn}`)
  }
  const of = ({ sAMAccountName }: (typeof all)[number]) => `${sAMAccountName}@corp.example`
  return {
    zoe: of(zoe),
    finn: of(finn),
    never: of(never),
    disabled: of(disabled),
    expired: of(expired),
    must: of(must),
    card: of(card),
    last: of(last),
  }
}

async function directoryOf(lab: Lab, stack: AsyncDisposableStack) {
  const published = stack.use(await lab.publish('dc1', 636))
  const { serviceAccount, caFile, dnsDomain } = lab.domain
  const config = {
    domain: dnsDomain,
    domainControllers: [`dc1.${dnsDomain}:${published.port}`],
    ca: await readFile(caFile, 'utf8'),
    serviceAccount: {
      name: serviceAccount.upn,
      password: secret(await readFile(serviceAccount.passwordFile, 'utf8')),
    },
    protectedGroups: [],
  }
  const resolver = { srv: async () => [], addresses: async () => [{ address: '127.0.0.1', family: 4 }] }
  return { config, resolver }
}
