import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, systemRandom, type AccountId } from '#kernel'
import type { Jobs } from '#storage'
import { aDatabase } from '../storage/testing.ts'
import { createMailer } from './mailer.ts'
import { createNotify, type NoticeEnd, type NotifyDeps } from './notices.ts'
import type { Notice } from './notify.ts'
import { aSeal } from './testing/seal.ts'
import { anSmtpServer, type SmtpHabits } from './testing/smtp-server.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
const notice: Notice = {
  kind: 'factor-enrolled',
  account: alice,
  to: ['alice@corp.example'],
  name: 'Alice',
  at: new Date('2026-11-21T08:00:00Z'),
  address: '203.0.113.7',
  language: 'en',
}

async function aNotify(habits: SmtpHabits = {}, known: Partial<NotifyDeps> = {}) {
  const stack = new AsyncDisposableStack()
  const server = stack.use(await anSmtpServer(habits))
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const db = stack.use(await aDatabase([], { log }))
  const { jobs } = db
  // A second is long enough to wait in a test.
  const hasty: Pick<Jobs, 'handle' | 'send'> = {
    send: (...job) => jobs.send(...job),
    handle: (queue, handler, options) => jobs.handle(queue, handler, { ...options, retrySeconds: 1 }),
  }
  const { port, caFile } = server
  const from = 'keyturn@corp.example'
  const config = {
    host: '127.0.0.1',
    tlsName: 'localhost',
    port,
    caFile,
    from,
    dangerouslyAllowPlainText: false,
  }
  const ends: NoticeEnd[] = []
  const mailer = createMailer(config, 'Keyturn')
  const onEnd = async (end: NoticeEnd) => void ends.push(end)
  const notify = createNotify({
    mailer,
    jobs: hasty,
    random: systemRandom,
    log,
    helpDesk: '+49 30 1234',
    onEnd,
    seal: aSeal(),
    contactsOf: async () => ({ addresses: [], language: null }),
    language: 'en',
    ...known,
  })
  await jobs.start()
  const ended = async (count: number) => {
    for (let i = 0; ends.length < count; i++) {
      assert.ok(i < 300, `${ends.length} of ${count} notices ended`)
      await sleep(100)
    }
    return ends
  }
  const jobRows = () =>
    sql`select name, data, output from jobs.job where name like 'notify.%'`.execute(db.tables())
  return { notify, server, ended, lines, jobRows, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

suite('notices', () => {
  test('go to every address, each as a mail of its own, and once to one that is listed twice', async () => {
    await using used = await aNotify()
    const to = ['alice@corp.example', ' alice@home.example', 'alice@corp.example']
    await used.notify.send({ ...notice, to })
    await used.ended(2)
    const got = used.server.mails.map((mail) => mail.to.join())
    assert.deepEqual(got.toSorted(), ['alice@corp.example', 'alice@home.example'])
    for (const { data } of used.server.mails) assert.match(data, /A new way to prove who you are was/)
  })

  test('go to all addresses of the person, those that she added too: what a thief added replaces none', async () => {
    const addresses = ['Alice@corp.example', 'alice@home.example', 'thief@evil.example']
    await using used = await aNotify({}, { contactsOf: async () => ({ addresses, language: null }) })
    await used.notify.send({ ...notice, to: ['alice@corp.example', 'removed@home.example'] })
    await used.ended(4)
    const got = used.server.mails.map((mail) => mail.to.join())
    assert.deepEqual(got.toSorted(), [
      'alice@corp.example',
      'alice@home.example',
      'removed@home.example',
      'thief@evil.example',
    ])
    // Whoever reads one mail learns of no other address.
    for (const { to, data } of used.server.mails) {
      const others = ['alice@corp', 'alice@home', 'removed@home', 'thief@evil'].filter(
        (one) => !String(to).startsWith(one),
      )
      for (const other of others) assert.ok(!data.includes(other), `${other} in the mail to ${String(to)}`)
    }
  })

  test('say in each mail how to stop it, by a code of its own', async () => {
    let codes = 0
    const alarm = { page: 'https://portal/not-me', codeFor: async () => `CODE-${++codes}` }
    const contactsOf = async () => ({ addresses: ['alice@home.example'], language: null })
    await using used = await aNotify({}, { alarm, contactsOf })
    await used.notify.send(notice)
    await used.ended(2)
    const found = used.server.mails.map(({ data }) => /CODE-\d/.exec(data)?.[0] ?? '')
    assert.deepEqual(found.toSorted(), ['CODE-1', 'CODE-2'])
  })

  test('that ask for something go where the caller says alone, and stop nothing', async () => {
    const alarm = { page: 'https://portal/not-me', codeFor: async () => assert.fail('no code is made') }
    const contactsOf = async () => ({ addresses: ['alice@home.example'], language: 'de-AT' })
    await using used = await aNotify({}, { alarm, contactsOf })
    const { language: _, ...unsaid } = notice
    await used.notify.send({
      ...unsaid,
      kind: 'enrol-please',
      invitation: { page: 'https://p', until: null },
    })
    await used.notify.send({ ...unsaid, kind: 'approval-asked', other: { name: 'Bob', number: '47' } })
    await used.ended(2)
    for (const { to, data } of used.server.mails) {
      assert.deepEqual(to, ['alice@corp.example'])
      assert.match(data, /^Content-Language: de$/m)
      assert.doesNotMatch(data, /not-me/)
    }
  })

  test('come in the language of her browser, else of her account, else in the usual one', async () => {
    const languages: string[] = []
    const contacts: (string | null)[] = ['de', 'de', null]
    const mailer = {
      send: async (_to: string, _id: string, message: { readonly language: string }) => {
        languages.push(message.language)
        return { sent: true } as const
      },
    }
    const contactsOf = async () => ({ addresses: [], language: contacts.shift() ?? null })
    await using used = await aNotify({}, { mailer, contactsOf, language: 'de' })
    const { language: _, ...unsaid } = notice
    for (const [count, said] of [notice, unsaid, unsaid].entries()) {
      await used.notify.send(said)
      await used.ended(count + 1)
    }
    assert.deepEqual(languages, ['en', 'de', 'de'])
  })

  test('wait for a DC that is away, and then go everywhere, once', async () => {
    let away = 2
    const contactsOf = async () => {
      if (away-- > 0) throw new Error('no DC answers')
      return { addresses: ['alice@home.example'], language: null }
    }
    await using used = await aNotify({}, { contactsOf })
    await used.notify.send(notice)
    await used.ended(2)
    assert.equal(used.server.mails.length, 2)
  })

  test('leave no address where whoever reads the database finds it', async () => {
    const contactsOf = async () => ({ addresses: ['alice@home.example'], language: null })
    await using used = await aNotify({}, { contactsOf })
    await used.notify.send(notice)
    await used.ended(2)
    const { rows } = await used.jobRows()
    assert.ok(rows.length >= 3, `${rows.length} jobs seen`)
    assert.doesNotMatch(JSON.stringify(rows), /@|Alice|203\.0\.113/)
  })

  test('wait for a mail server that is busy, and then arrive', async () => {
    await using used = await aNotify({ recipients: ['451 try later', '451 try later', '250 ok'] })
    await used.notify.send(notice)
    assert.deepEqual(await used.ended(1), [{ kind: 'factor-enrolled', to: 'a•••@corp.example', sent: true }])
    assert.equal(used.server.mails.length, 1)
  })

  test('to a mailbox that does not exist end there, and do not keep the others from arriving', async () => {
    await using used = await aNotify({ recipients: ['550 no such mailbox', '250 ok'] })
    await used.notify.send({ ...notice, to: ['gone@corp.example', 'alice@corp.example'] })
    const ends = await used.ended(2)
    assert.deepEqual(
      ends.map(({ sent }) => sent).toSorted((a, b) => Number(a) - Number(b)),
      [false, true],
    )
  })

  test('to what is no mail address are not sent, and to nobody is nothing', async () => {
    await using used = await aNotify()
    await used.notify.send({ ...notice, to: ['a@corp.example\r\nBcc: m@evil.example'] })
    await used.notify.send({ ...notice, to: [] })
    assert.deepEqual(await used.ended(1), [{ kind: 'factor-enrolled', to: 'a•••@evil.example', sent: false }])
    assert.equal(used.server.connections(), 0)
  })

  test('leave neither addresses nor words in the log', async () => {
    await using used = await aNotify({ recipients: ['451 alice@corp.example is busy', '250 ok'] })
    await used.notify.send(notice)
    await used.ended(1)
    const log = used.lines.join('')
    assert.match(log, /notice sent/)
    assert.match(log, /it is tried again/)
    assert.doesNotMatch(log, /alice@|authenticator|Alice/)
  })
})
