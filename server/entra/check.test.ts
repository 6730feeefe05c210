import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { retryAfter } from './exchange.ts'
import { allRoles, anEntra, startGraphDouble } from './testing/index.ts'

suite('a check of the app', () => {
  test('says what it may and may not do, and how the tenant is synchronised where it may read that', async () => {
    await using double = await startGraphDouble({
      roles: [
        ...allRoles.filter((role) => !role.includes('Revoke')),
        'OnPremDirectorySynchronization.Read.All',
      ],
    })
    using entra = await anEntra(double)
    const { may, noToken, noUsers, features, certificateEnds } = await entra.check()
    assert.deepEqual([noToken, noUsers], [null, null])
    assert.deepEqual(
      may.map(({ purpose, granted }) => `${purpose} ${granted}`),
      ['read true', 'flag true', 'revoke false', 'pass true', 'features true'],
    )
    assert.deepEqual(features, { passwordHashSync: true, writeback: false, forceChange: true })
    assert.ok(certificateEnds !== null && certificateEnds > new Date())
    double.habits.roles = []
    double.withdraw()
    const none = await entra.check()
    assert.equal(none.noUsers, '403 Authorization_RequestDenied')
    assert.equal(none.features, null)
  })

  test('says that nobody is there when nobody is there, and that somebody else is there', async () => {
    const double = await startGraphDouble()
    using entra = await anEntra(double)
    using stranger = await anEntra(double, { caFile: double.certificateFile })
    assert.match(
      (await stranger.check()).noToken ?? '',
      /does not answer: (DEPTH_ZERO_)?SELF_SIGNED_CERT|VERIFY/,
    )
    await double[Symbol.asyncDispose]()
    assert.match((await entra.check()).noToken ?? '', /does not answer: ECONNREFUSED/)
  })
})

suite('files of a credential', () => {
  test('that others can read, or that are none, are refused without a word of what is in them', async () => {
    await using double = await startGraphDouble()
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-entra-'))
    try {
      const open = join(folder, 'open.key')
      writeFileSync(open, readFileSync(double.keyFile), { mode: 0o644 })
      const { certificateFile } = double
      const at = (keyFile: string) => anEntra(double, { credential: { certificateFile, keyFile } })
      await assert.rejects(at(open), { code: 'config.invalid', message: /chmod 600/ })
      await assert.rejects(at(join(folder, 'none.key')), { code: 'config.invalid' })
      const error = await at(double.secretFile).catch((cause: unknown) => cause)
      assert.ok(
        error instanceof Error && !`${error.stack} ${String(error.cause)}`.includes('a secret of the app'),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('a wait is read as seconds or as a date, and is bounded', () => {
  assert.equal(retryAfter('7'), 7_000)
  assert.equal(retryAfter('Sat, 28 Nov 2026 10:00:20 GMT', 'Sat, 28 Nov 2026 10:00:00 GMT'), 20_000)
  assert.equal(retryAfter('Sat, 28 Nov 2026 09:00:00 GMT', 'Sat, 28 Nov 2026 10:00:00 GMT'), 0)
  assert.equal(retryAfter('999999'), 600_000)
  for (const nothing of [undefined, '', 'soon', '-1']) assert.equal(retryAfter(nothing), undefined)
})
