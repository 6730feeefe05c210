import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { alice, enrol, home, id, someMailCodes } from './testing.ts'

factorSuite('a code by mail', async () => {
  const used = await someMailCodes()
  return {
    factor: {
      ...used.factor,
      // Nothing is sent within the time that an answer takes.
      async prove(...given) {
        await used.drain()
        return await used.factor.prove(...given)
      },
    },
    wrong: '0000 0000',
    async enrol(account) {
      used.add(account)
      const mailbox = `${account}@home.example`
      await enrol(used, mailbox, 'Home', account)
      return async () => {
        await used.drain()
        return used.codeTo(mailbox)
      }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('a code by mail', () => {
  test('goes where AD says, with who asked from where, and never a link', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [' Alice@Home.example ', 'not a mailbox'] } })
    const origin = { address: '203.0.113.7', device: 'LAPTOP-7' }
    const asking = await used.ask(alice, anAsking(alice, { origin, languages: ['de'] }))
    const [mail, ...more] = used.mails
    assert.ok(mail && more.length === 0)
    assert.deepEqual(
      [mail.to, mail.name, mail.address, mail.device, mail.language, mail.minutes],
      [home, 'Alice', '203.0.113.7', 'LAPTOP-7', 'de', 10],
    )
    assert.match(mail.code.reveal(), /^\d{4} \d{4}$/)
    assert.deepEqual(await used.prove(asking, mail.code.reveal().replace(' ', '')), { proved: true })
  })

  test('holds in the attempt it was asked for and in no other', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    const mine = await used.ask()
    const code = used.codeTo(home)
    const thief = await used.ask()
    assert.deepEqual(await used.prove(thief, code), { proved: false, why: 'wrong' })
    assert.deepEqual(await used.prove(mine, code), { proved: true })
  })

  test('ends after ten minutes, and when another one is asked for', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    const asking = await used.ask()
    const first = used.codeTo(home)
    await used.ask(alice, asking)
    assert.deepEqual(await used.prove(asking, first), { proved: false, why: 'wrong' })
    used.pass(10)
    assert.equal((await used.prove(asking, used.codeTo(home))).proved, false)
  })

  test('lies neither in the queue, the database nor the log, and the address is masked', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    await used.factor.challenge?.(anAsking(alice))
    const queued = JSON.stringify(used.queue)
    await used.drain()
    const code = used.codeTo(home)
    const rows = await used.db
      .tables<{ 'factors.challenges': object }>()
      .selectFrom('factors.challenges')
      .selectAll()
      .execute()
    const written = JSON.stringify([queued, rows, used.events, used.lines])
    for (const word of [code, code.replace(' ', ''), home]) assert.ok(!written.includes(word), word)
    assert.deepEqual(
      used.events.map(({ type, facts }) => [type, facts['to']]),
      [['notice.sent', 'a•••@home.example']],
    )
  })

  test('leaves as much in the queue for nobody as for her', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    for (const account of [alice, id(99), null]) await used.factor.challenge?.(anAsking(account))
    assert.equal(used.queue.length, 3)
    await used.drain()
    assert.equal(used.mails.length, 1)
  })

  test('waits for a mail server that is away, and is not sent when it is late', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: [home] } })
    used.server.isAway = true
    const asking = await used.ask()
    assert.equal(used.mails.length, 0)
    used.server.isAway = false
    await used.drain()
    assert.deepEqual(await used.prove(asking, used.codeTo(home)), { proved: true })
    used.server.isAway = true
    await used.ask()
    used.server.isAway = false
    used.pass(11)
    await used.drain()
    assert.equal(used.mails.length, 1)
  })

  test('that one of two mail servers refuses arrives at the other, once', async () => {
    await using used = await someMailCodes()
    used.add(alice, { otherMailbox: { values: ['gone@old.example', home] } })
    used.server.refuses = 'gone@old.example'
    await used.ask()
    assert.deepEqual(
      used.mails.map(({ to }) => to),
      [home],
    )
    assert.deepEqual(used.events.map(({ type }) => type).toSorted(), ['notice.failed', 'notice.sent'])
  })

  test('comes six times an hour to one mailbox, whoever asks for whom and from where', async () => {
    await using used = await someMailCodes()
    for (let i = 0; i < 20; i++) {
      used.add(id(i), { otherMailbox: { values: [i % 2 ? home : home.toUpperCase()] } })
      await used.ask(id(i))
    }
    assert.equal(used.mails.length, 6)
    assert.equal(used.events.filter(({ facts }) => facts['why'] === 'too-many-codes').length, 14)
    used.pass(60)
    await used.ask(id(0))
    assert.equal(used.mails.length, 7)
  })

  test('does not go to five hundred mailboxes that somebody wrote into AD', async () => {
    await using used = await someMailCodes()
    const values = Array.from({ length: 500 }, (_, i) => `m${i}@evil.example`)
    used.add(alice, { otherMailbox: { values } })
    await used.ask()
    assert.equal(used.mails.length, 5)
  })
})
