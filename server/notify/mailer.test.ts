import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createMailer, type MailConfig } from './mailer.ts'
import { anSmtpServer, type SmtpServer } from './testing/smtp-server.ts'

const message = { subject: 'Ihr Passwort wurde zurückgesetzt', text: 'Guten Tag\n.\nEnde\n', language: 'de' }

function aMailer({ port, caFile }: SmtpServer, change: Partial<MailConfig> = {}) {
  const from = 'keyturn@corp.example'
  const config = {
    host: '127.0.0.1',
    tlsName: 'localhost',
    port,
    from,
    caFile,
    dangerouslyAllowPlainText: false,
  }
  return createMailer({ ...config, ...change }, 'Keyturn, "the"\r\nBcc: m@evil.example')
}

suite('the mailer', () => {
  test('sends one mail to one address, through STARTTLS with the certificate verified', async () => {
    await using server = await anSmtpServer()
    assert.deepEqual(await aMailer(server).send('alice@corp.example', 'abc', message), { sent: true })
    const [mail] = server.mails
    assert.deepEqual([mail?.to, mail?.secure], [['alice@corp.example'], true])
    assert.match(mail?.data ?? '', /^Message-ID: <abc@corp\.example>$/m)
    assert.match(mail?.data ?? '', /^Auto-Submitted: auto-generated$/m)
    assert.match(mail?.data ?? '', /^Subject: =\?UTF-8\?/m)
    assert.doesNotMatch(mail?.data ?? '', /^Bcc:/im)
  })

  test('sends nothing to a server that offers no STARTTLS', async () => {
    await using server = await anSmtpServer({ startTls: false })
    await assert.rejects(aMailer(server).send('alice@corp.example', 'abc', message))
    assert.deepEqual(server.mails, [])
  })

  test('sends in the clear only where the setting with the ugly name says so', async () => {
    await using server = await anSmtpServer({ startTls: false })
    const mailer = aMailer(server, { dangerouslyAllowPlainText: true })
    assert.deepEqual(await mailer.send('alice@corp.example', 'abc', message), { sent: true })
    assert.equal(server.mails[0]?.secure, false)
  })

  test('sends nothing to a server whose certificate is of another CA or for another name', async () => {
    await using server = await anSmtpServer()
    await using other = await anSmtpServer()
    for (const change of [
      { caFile: other.caFile },
      { caFile: undefined },
      { tlsName: 'mail.corp.example' },
    ]) {
      await assert.rejects(aMailer(server, change).send('alice@corp.example', 'abc', message))
    }
    assert.ok(server.connections() > 0)
    assert.deepEqual(server.mails, [])
  })

  test('tells a mailbox that does not exist from one that is busy', async () => {
    await using server = await anSmtpServer({ recipients: ['550 no such mailbox', '451 try later'] })
    assert.deepEqual(await aMailer(server).send('a@corp.example', 'abc', message), {
      sent: false,
      why: '550',
    })
    await assert.rejects(aMailer(server).send('a@corp.example', 'abc', message))
  })
})
