import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog, systemRandom } from '#kernel'
import type { Jobs } from '#storage'
import { aDatabase } from '../storage/testing.ts'
import { createMailer } from './mailer.ts'
import { createNotify, type NoticeEnd } from './notices.ts'
import type { Notice } from './notify.ts'
import { anSmtpServer, type SmtpHabits } from './testing/smtp-server.ts'

const notice: Notice = {
  kind: 'factor-enrolled',
  to: ['alice@corp.example'],
  name: 'Alice',
  at: new Date('2026-11-21T08:00:00Z'),
  address: '203.0.113.7',
  language: 'en',
}

async function aNotify(habits: SmtpHabits = {}) {
  const stack = new AsyncDisposableStack()
  const server = stack.use(await anSmtpServer(habits))
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const { jobs } = stack.use(await aDatabase([], { log }))
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
  })
  await jobs.start()
  const ended = async (count: number) => {
    for (let i = 0; ends.length < count; i++) {
      assert.ok(i < 300, `${ends.length} of ${count} notices ended`)
      await sleep(100)
    }
    return ends
  }
  return { notify, server, ended, lines, [Symbol.asyncDispose]: () => stack.disposeAsync() }
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
