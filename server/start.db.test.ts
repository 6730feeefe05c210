import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'
import { stringify } from 'yaml'
import { systemRandom } from '#kernel'
import { aDatabase } from './storage/testing.ts'

const program = join(import.meta.dirname, '../bin/keyturn.mjs')

suite('keyturn serve, inside a fence', () => {
  test('does not start with a rule that somebody could only meet from outside, and says who and why', async () => {
    await using place = await aPlace()
    const refused = await place.serve({ airGapped: true })
    assert.equal(refused.code, 1)
    assert.equal(
      refused.said,
      'keyturn: policy: to reset a password, members of Finance would have totp alone, which is not enough, ' +
        'with "airGapped: true": mail-code works only outside the fence; name a factor that works inside\n',
    )
    assert.ok(!refused.served)
  })

  test('starts with the same rule once the mailboxes are inside, and where nobody speaks of a fence', async () => {
    await using place = await aPlace()
    for (const change of [{ airGapped: true, worksOffline: true }, { airGapped: false }]) {
      const { code, served, said } = await place.serve(change)
      assert.ok(served, said)
      assert.equal(code, 0)
    }
  })
})

/** A server's configuration, and a domain that nobody reaches: for whether it starts, no DC is asked. */
async function aPlace() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'kt-start-'))
  const database = await aDatabase()
  const file = (name: string) => join(folder.path, name)
  const key = ['-noenc', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', 'tls.key']
  const argv = ['req', '-x509', '-days', '2', '-subj', '/CN=reset.corp.invalid', ...key, '-out', 'tls.pem']
  execFileSync('openssl', argv, { cwd: folder.path, stdio: 'ignore' })
  await writeFile(file('password'), 'Never-Asked-2026\n', { mode: 0o600 })
  // The whole of 127.0.0.0/8 is this machine: one that no other test listens at.
  const address = `127.${systemRandom(2).join('.')}.1`
  const finance = { group: 'Finance', reset: { factors: ['mail-code', 'totp'], different: 2 } }

  return {
    /** Until it serves, and is then asked to stop, or until it ends by itself. */
    async serve({ airGapped, worksOffline = false }: { airGapped: boolean; worksOffline?: boolean }) {
      const config = {
        stateDirectory: file('state'),
        listen: { address, port: 8443, certificateFile: file('tls.pem'), keyFile: file('tls.key') },
        publicUrl: 'https://reset.corp.invalid',
        database: { url: database.url },
        directory: {
          domain: 'corp.invalid',
          domainControllers: ['dc1.corp.invalid'],
          caFile: file('tls.pem'),
          serviceAccount: { name: 'svc-keyturn@corp.invalid', passwordFile: file('password') },
        },
        mail: { host: 'mail.corp.invalid', from: 'keyturn@corp.invalid' },
        factors: { mailCode: { worksOffline } },
        policy: { airGapped, groups: [finance] },
      }
      await writeFile(file('keyturn.yaml'), stringify(config))
      const child = spawn(process.execPath, [program, 'serve', '--config', file('keyturn.yaml')], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const ended = once(child, 'close') as Promise<[code: number | null]>
      const errors = child.stderr.toArray()
      let served = false
      for await (const line of createInterface({ input: child.stdout })) {
        if (!line.includes('"serving"')) continue
        served = true
        child.kill('SIGTERM')
      }
      const [code] = await ended
      return { code, served, said: Buffer.concat((await errors) as Buffer[]).toString() }
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await folder.remove()
    },
  }
}
