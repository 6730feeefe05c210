import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lab } from '../../lab/index.ts'
import { createMailer } from './mailer.ts'
import { composeMessage } from './message.ts'

test('a notice arrives in the company’s mailbox as it was written, over its own CA', async () => {
  await using lab = await Lab.start({ hosts: ['mail'] })
  await using published = await lab.publish('mail', 25)
  const config = {
    host: '127.0.0.1',
    tlsName: 'mail.corp.example',
    port: published.port,
    from: 'keyturn@corp.example',
    caFile: lab.domain.caFile,
    dangerouslyAllowPlainText: false,
  }
  const notice = {
    kind: 'password-reset',
    name: 'Zoë Müller',
    at: new Date(),
    address: null,
    language: 'de',
  } as const
  const message = composeMessage(notice, '+49 30 1234')
  const mailer = createMailer(config, 'Keyturn')
  assert.deepEqual(await mailer.send('alice@corp.example', 'abc', message), { sent: true })
  const arrived = await lab.mail().arrival('alice@corp.example')
  assert.equal(arrived.subject, message.subject)
  assert.equal(arrived.text.trim(), message.text.trim())
  assert.deepEqual(await mailer.send('somebody@elsewhere.example', 'def', message), {
    sent: false,
    why: '550',
  })
})
