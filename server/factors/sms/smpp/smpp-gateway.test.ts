import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { createLog } from '#kernel'
import { anSmsCentre, centrePassword, type SmsCentre } from '../testing/sms-centre.ts'
import { openSmppGateway, type SmppConfig } from './smpp-gateway.ts'

async function aSender({ port, caFile, passwordFile }: SmsCentre, change: Partial<SmppConfig> = {}) {
  const lines: string[] = []
  const config: SmppConfig = {
    host: '127.0.0.1',
    tlsName: 'localhost',
    port,
    systemId: 'keyturn',
    systemType: '',
    passwordFile,
    from: 'Keyturn',
    validSeconds: 300,
    timeoutMs: 1500,
    throttledMs: 100,
    enquireMs: 60_000,
    caFile,
    dangerouslyAllowPlainText: false,
    ...change,
  }
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const gateway = await openSmppGateway(config, { log })
  const send = (text = 'Code 482913', signal?: AbortSignal) =>
    gateway.send('+491701234567', text, signal && { signal })
  return { send, lines, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() }
}

suite('an SMS centre by SMPP', () => {
  test('gets number, sender and text over TLS, each alphabet as it is', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    assert.deepEqual(await sender.send(), { accepted: true, id: 'id-1' })
    assert.deepEqual(await sender.send('Größe {1} = 5 €'), { accepted: true, id: 'id-2' })
    assert.deepEqual(await sender.send('コード 482913'), { accepted: true, id: 'id-3' })
    const about = { to: '491701234567', from: 'Keyturn' }
    assert.deepEqual(centre.messages, [
      { ...about, coding: 0, text: 'Code 482913' },
      { ...about, coding: 0, text: 'Größe {1} = 5 €' },
      { ...about, coding: 8, text: 'コード 482913' },
    ])
  })

  test('is bound once for many messages at once', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    const sent = await Promise.all(Array.from({ length: 50 }, (_, i) => sender.send(`Code ${i}`)))
    assert.ok(sent.every(({ accepted }) => accepted))
    assert.equal(new Set(centre.messages.map(({ text }) => text)).size, 50)
    assert.equal(centre.binds(), 1)
  })

  test('that lost the connection is bound anew by the next message', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    assert.equal((await sender.send()).accepted, true)
    for (const session of centre.sessions().slice()) session.destroy()
    await sleep(50)
    assert.equal((await sender.send()).accepted, true)
    assert.equal(centre.binds(), 2)
  })

  test('that takes no more for now is asked again, until the time is over', async () => {
    let throttles = 3
    await using centre = await anSmsCentre({ submit: () => (throttles-- > 0 ? 0x58 : 0) })
    await using sender = await aSender(centre)
    assert.equal((await sender.send()).accepted, true)
    throttles = Infinity
    assert.deepEqual(await sender.send(), { accepted: false, why: 'unavailable' })
  })

  test('that refuses a number is believed', async () => {
    let status = 0x0b
    await using centre = await anSmsCentre({ submit: () => status })
    await using sender = await aSender(centre)
    assert.deepEqual(await sender.send(), { accepted: false, why: 'refused' })
    assert.match(sender.lines.join(''), /ESME_RINVDSTADR/)
    // ESME_RSYSERR says nothing of the number.
    status = 0x08
    assert.deepEqual(await sender.send(), { accepted: false, why: 'unavailable' })
  })

  test('that does not let us in, is away or is another one, gets no message', async () => {
    await using centre = await anSmsCentre()
    await using other = await anSmsCentre()
    const refused = { accepted: false, why: 'unavailable' }
    await using wrong = await aSender(centre, { systemId: 'mallory' })
    assert.deepEqual(await wrong.send(), refused)
    assert.match(wrong.lines.join(''), /ESME_RINVPASWD/)
    for (const change of [
      { caFile: other.caFile },
      { caFile: undefined },
      { tlsName: 'sms.example' },
      { port: 1 },
    ]) {
      await using sender = await aSender(centre, change)
      assert.deepEqual(await sender.send(), refused)
    }
    assert.deepEqual([centre.binds(), centre.messages.length], [1, 0])
  })

  test('that says nothing, or breaks off, may have sent it', async () => {
    await using silent = await anSmsCentre({ submit: () => 'silent' })
    await using sender = await aSender(silent, { timeoutMs: 400 })
    assert.deepEqual(await sender.send(), { accepted: false, why: 'unanswered' })
    const began = performance.now()
    assert.deepEqual(await sender.send('x', AbortSignal.timeout(50)), {
      accepted: false,
      why: 'unanswered',
    })
    assert.ok(performance.now() - began < 350)
    await using breaking = await anSmsCentre({
      submit: (session) => {
        session.destroy()
        return 'silent'
      },
    })
    await using second = await aSender(breaking)
    assert.deepEqual(await second.send(), { accepted: false, why: 'unanswered' })
  })

  test('that has gone silent is noticed, and left', async () => {
    await using centre = await anSmsCentre({ enquire: () => 'silent' })
    await using sender = await aSender(centre, { enquireMs: 100 })
    assert.equal((await sender.send()).accepted, true)
    await sleep(400)
    assert.equal(centre.sessions().length, 0)
    assert.match(sender.lines.join(''), /silent/)
    assert.equal((await sender.send()).accepted, true)
  })

  test('that asks whether we are there hears yes, and that we receive nothing', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    await sender.send()
    const [session] = centre.sessions()
    assert.ok(session)
    const { promise, resolve } = Promise.withResolvers<number>()
    session.enquire_link({}, ({ command_status }) => resolve(command_status))
    assert.equal(await promise, 0)
    const nack = Promise.withResolvers<number>()
    session.deliver_sm({ short_message: 'hello' }, ({ command_status }) => nack.resolve(command_status))
    assert.equal(await nack.promise, 3)
    assert.equal((await sender.send()).accepted, true)
  })

  test('that speaks nonsense is left, and no message is lost by that later', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    await sender.send()
    for (const nonsense of [
      Buffer.alloc(16),
      Buffer.alloc(16, 0xff),
      Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
    ]) {
      centre.sessions()[0]?.socket.write(nonsense)
      await sleep(100)
      assert.equal(centre.sessions().length, 0)
      assert.equal((await sender.send()).accepted, true)
    }
  })

  test('without TLS is spoken to only where the setting with the ugly name says so', async () => {
    await using centre = await anSmsCentre({ tls: false })
    await using careful = await aSender(centre, { timeoutMs: 500 })
    assert.deepEqual(await careful.send(), { accepted: false, why: 'unavailable' })
    await using sender = await aSender(centre, { dangerouslyAllowPlainText: true })
    assert.equal((await sender.send()).accepted, true)
    assert.equal(centre.binds(), 1)
  })

  test('gets no text that is longer than one message', async () => {
    await using centre = await anSmsCentre()
    await using sender = await aSender(centre)
    assert.deepEqual(await sender.send('x'.repeat(161)), { accepted: false, why: 'too-long' })
    assert.equal(centre.binds(), 0)
  })

  test('whose password is too long, or missing, is refused at start', async () => {
    await using centre = await anSmsCentre()
    await assert.rejects(aSender(centre, { passwordFile: `${centre.passwordFile}-none` }), {
      code: 'config.invalid',
    })
    writeFileSync(centre.passwordFile, 'of nine letters')
    await assert.rejects(aSender(centre), { code: 'config.invalid', message: /8 of the password/ })
  })

  test('leaves no number, text or password in the log', async () => {
    await using centre = await anSmsCentre({ submit: () => 0x0b })
    await using sender = await aSender(centre)
    await sender.send()
    await using wrong = await aSender(centre, { systemId: 'mallory' })
    await wrong.send()
    const lines = [...sender.lines, ...wrong.lines].join('')
    assert.ok(lines.length > 0)
    assert.doesNotMatch(lines, new RegExp(`1701234567|482913|${centrePassword}`))
  })
})
