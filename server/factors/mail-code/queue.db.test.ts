import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { secret } from '#kernel'
import type { CodeMail } from '#notify'
import { anAsking } from '../factor-suite.ts'
import { createSentCodes } from '../sent-codes/sent-codes.ts'
import { aCodeOffice } from '../sent-codes/testing.ts'
import { createMailChannel } from './mail-code.ts'
import { alice, home } from './testing.ts'

test('who reads the queue’s tables while codes are on their way finds neither code nor address', async () => {
  await using office = await aCodeOffice('mail-code')
  const mails: CodeMail[] = []
  const courier = { carry: async (mail: CodeMail) => mails.push(mail) > 0 }
  const settings = {
    attributes: ['otherMailbox'],
    dangerouslySendToOwnMailbox: false,
    mayAdd: true,
    worksOffline: false,
  }
  const channel = createMailChannel(settings, { courier, distrustChangedAfter: undefined })
  const { jobs } = office.db
  const factor = createSentCodes(channel, { ...office.deps, jobs })
  await jobs.start()
  office.add(alice, { otherMailbox: { values: [home] } })
  const asking = anAsking(alice)
  await factor.challenge?.(asking)
  for (let i = 0; mails.length === 0; i++) {
    assert.ok(i < 300, 'no mail in half a minute')
    await sleep(100)
  }
  const code = mails[0]?.code.reveal() ?? ''
  const { rows } = await sql<{ data: unknown }>`select data from jobs.job`.execute(office.db.tables<object>())
  const written = JSON.stringify(rows)
  assert.match(written, /sealed/)
  for (const word of [code, code.replace(' ', ''), home, alice]) assert.ok(!written.includes(word), word)
  assert.deepEqual(await factor.prove(asking, secret(code)), { proved: true })
})
