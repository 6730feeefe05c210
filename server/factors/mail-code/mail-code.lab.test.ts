import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secret, systemRandom, type AccountId } from '#kernel'
import { createCourier, createMailer } from '#notify'
import { Lab } from '../../../lab/index.ts'
import { anAsking } from '../factor-suite.ts'
import { createSentCodes } from '../sent-codes/sent-codes.ts'
import { aCodeOffice } from '../sent-codes/testing.ts'
import { createMailChannel } from './mail-code.ts'

test('a code arrives in the mailbox inside the fence, waits while the server is away, and proves', async () => {
  await using lab = await Lab.start({ hosts: ['mail'] })
  await using published = await lab.publish('mail', 25)
  const at = (port: number) =>
    createMailer(
      {
        host: '127.0.0.1',
        tlsName: 'mail.corp.example',
        port,
        from: 'keyturn@corp.example',
        caFile: lab.domain.caFile,
        dangerouslyAllowPlainText: false,
      },
      'Keyturn',
    )
  const [away, there] = [at(1), at(published.port)]
  let mailer = away
  const courier = createCourier({
    mailer: { send: (...mail) => mailer.send(...mail) },
    random: systemRandom,
    helpDesk: '+49 30 1234',
  })
  const settings = {
    attributes: ['otherMailbox'],
    dangerouslySendToOwnMailbox: false,
    mayAdd: true,
    worksOffline: true,
  }
  await using office = await aCodeOffice('mail-code')
  const factor = createSentCodes(
    createMailChannel(settings, { courier, distrustChangedAfter: undefined }),
    office.deps,
  )
  const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
  office.add(alice, { otherMailbox: { values: ['alice.private@corp.example'] } })

  const asking = anAsking(alice, {
    origin: { address: '203.0.113.7', device: 'LAPTOP-7' },
    languages: ['de'],
  })
  await factor.challenge?.(asking)
  await office.drain()
  assert.equal(office.events.length, 0)
  mailer = there
  await office.drain()
  const arrived = await lab.mail().arrival('alice.private@corp.example')
  assert.equal(arrived.subject, 'Ihr Code')
  const [, code = ''] = /^ {4}(\d{4} \d{4})$/m.exec(arrived.text) ?? []
  assert.match(arrived.text, /203\.0\.113\.7/)
  assert.match(arrived.text, /LAPTOP-7/)
  assert.doesNotMatch(arrived.text, /https?:/)
  assert.ok(!office.lines.join('').includes(code))
  assert.deepEqual(await factor.prove(asking, secret(code)), { proved: true })
  assert.equal((await lab.mail().inbox('alice.private@corp.example')).length, 1)
})
