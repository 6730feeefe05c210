import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLog, systemClock } from '#kernel'
import { lookAtDatabase } from './look.ts'
import { openStorage } from './storage.ts'
import { aForeignDatabase } from './testing-foreign.ts'
import { type RowTables, rows } from './testing-rows.ts'

const deps = { log: createLog('silent'), clock: systemClock }

suite('the database of the customer, at another machine', () => {
  let foreign: Awaited<ReturnType<typeof aForeignDatabase>>
  before(async () => (foreign = await aForeignDatabase()))
  after(() => foreign[Symbol.asyncDispose]())
  const open = (url = foreign.url, passwordFile: string | undefined = foreign.passwordFile) =>
    openStorage({ url, passwordFile, directory: '' }, [rows], deps)
  const write = (storage: Awaited<ReturnType<typeof open>>, n: number) =>
    storage.tables<RowTables>().insertInto('rows.row').values({ n }).execute()

  test('is reached by its password over TLS, for rows and for jobs, by a role that owns nothing else', async () => {
    await using storage = await open()
    const done = Promise.withResolvers<object>()
    storage.jobs.handle('greet', async (data) => done.resolve(data))
    await storage.jobs.start()
    await storage.jobs.send('greet', { name: 'anna' })
    assert.deepEqual(await done.promise, { name: 'anna' })
    await write(storage, 1)
    const seen = await foreign.administer(`
      select distinct ssl, rolsuper, rolpassword ~ '^SCRAM-SHA-256' as scram from pg_stat_activity
      join pg_stat_ssl using (pid) join pg_authid on rolname = usename where usename = 'app'`)
    assert.deepEqual(seen, [{ ssl: true, rolsuper: false, scram: true }])
    const look = await lookAtDatabase({ ...foreign, directory: '' })
    assert.equal(look.answers, true)
  })

  test('may be given another password while Keyturn runs', async () => {
    await using storage = await open()
    await write(storage, 2)
    await foreign.setPassword('Zweiter-Winter-2026')
    await foreign.administer(
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = 'app'`,
    )
    let tries = 0
    // A connection may be given out before its end is heard of.
    while ((await write(storage, 3).catch(() => undefined)) === undefined && ++tries < 100) await sleep(50)
    assert.ok(tries < 100)
  })

  for (const [what, mistake, message, code = 'storage.unavailable'] of [
    [
      'a wrong password',
      async () => {
        await writeFile(foreign.passwordFile, 'Sommer-2026\n')
        return { url: foreign.url, passwordFile: foreign.passwordFile }
      },
      /: password authentication failed for user "app"$/,
    ],
    [
      'no password',
      async () => ({ url: foreign.url, passwordFile: undefined }),
      /: it asks for a password, and there is none: .* database\.passwordFile names$/,
    ],
    [
      'the certificate of another authority',
      async () => ({ ...foreign, url: foreign.urlWithOtherCa }),
      /: its certificate is not of the authority that sslrootcert names \(/,
    ],
    [
      'the certificate of another machine',
      async () => ({ ...foreign, url: foreign.urlElsewhere }),
      /certificate's altnames: IP: 127\.\d+\.\d+\.2 is not in/,
    ],
    [
      'no file of an authority',
      async () => ({ ...foreign, url: foreign.urlWithoutCa }),
      /: ENOENT: .*not-there\.pem/,
      'config.invalid',
    ],
  ] as const) {
    test(`is refused with ${what}, and says so, to doctor too`, async () => {
      const config = { directory: '', ...(await mistake()) }
      await assert.rejects(openStorage(config, [rows], deps), (error: Error & { readonly code: string }) => {
        assert.equal(error.code, code)
        assert.match(error.message, message)
        assert.doesNotMatch(error.message, /Sommer|Winter/)
        return true
      })
      const look = await lookAtDatabase(config)
      assert.ok(!look.answers)
      assert.match(`: ${look.why}`, message)
    })
  }
})
