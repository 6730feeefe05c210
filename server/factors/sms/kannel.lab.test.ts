import assert from 'node:assert/strict'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { createLog } from '#kernel'
import { openHttpGateway } from './http/http-gateway.ts'
import { kannel, kannelUser } from './testing/kannel.ts'
import { anSmsCentre } from './testing/sms-centre.ts'

test("Kannel takes our messages by HTTP, and its SMPP brings them to the tests' centre as ours does", async () => {
  await using centre = await anSmsCentre({ tls: false })
  await using gateway = await kannel(centre)
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-sms-'))
  const passwordFile = join(folder.path, 'password')
  writeFileSync(passwordFile, kannelUser.password, { mode: 0o600 })
  const open = (name: string) =>
    openHttpGateway(
      {
        method: 'POST',
        url: `http://127.0.0.1:${gateway.port}/cgi-bin/sendsms`,
        headers: {
          'X-Kannel-Username': name,
          'X-Kannel-Password': '{secret:password}',
          'X-Kannel-To': '{number}',
          'X-Kannel-Coding': '0',
        },
        body: { text: '{text}' },
        secretFiles: { password: passwordFile },
        acceptedStatuses: [202],
        acceptedBody: '^0: Accepted',
        refusedStatuses: [400],
        timeoutMs: 5000,
        dangerouslyTextInUrl: false,
        dangerouslySecretsInUrl: false,
        dangerouslyAllowPlainText: true,
      },
      { log: createLog('silent') },
    )
  const sender = await open(kannelUser.name)
  assert.deepEqual(
    await sender.send('+491701234567', 'Code 482913 für Größe'),
    { accepted: true },
    gateway.output(),
  )
  for (let waited = 0; centre.messages.length === 0 && waited < 5000; waited += 50) await sleep(50)
  const [message] = centre.messages
  assert.deepEqual([message?.to.replace('+', ''), message?.text], ['491701234567', 'Code 482913 für Größe'])
  const stranger = await open('mallory')
  assert.deepEqual(await stranger.send('+491701234567', 'x'), { accepted: false, why: 'unavailable' })
})
