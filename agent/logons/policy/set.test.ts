import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setPolicy, type PolicyFile } from './set.ts'

const text = '[pam]\n# days\nexpire = 1\n'

async function aDaemon(over: Partial<PolicyFile> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-policy-'))
  const file = join(folder, 'daemon.conf')
  await writeFile(file, text)
  await chmod(file, 0o640)
  const applied: string[] = []
  const policy: PolicyFile = {
    dialect: 'sssd',
    file,
    settings: (key, value) =>
      key === 'expiresAfterDays' ? [{ section: 'pam', key: 'expire', value: String(value) }] : [],
    complaint: async () => undefined,
    async apply() {
      applied.push(await readFile(file, 'utf8'))
      return true
    },
    isSo: async (_, value) => (await readFile(file, 'utf8')).includes(`expire = ${value}\n`),
    ...over,
  }
  const left = async () => [await readFile(file, 'utf8'), await readdir(folder)]
  return { file, policy, applied, left, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

const wanted = text.replace('= 1', '= 30')

suite('setting how a daemon keeps log-ons', () => {
  test('changes that alone, with the rights that the file had, and has the daemon read it', async () => {
    await using daemon = await aDaemon()
    assert.equal(await setPolicy('expiresAfterDays', 30, daemon.policy), 'set')
    assert.deepEqual(await daemon.left(), [wanted, ['daemon.conf']])
    assert.equal((await stat(daemon.file)).mode & 0o777, 0o640)
    assert.deepEqual(daemon.applied, [wanted])
    assert.equal(await setPolicy('expiresAfterDays', 30, daemon.policy), 'unchanged')
    assert.equal(daemon.applied.length, 1)
  })

  test('leaves the file as it was when the daemon’s own check does not take it: it was never in place', async () => {
    const seen: string[] = []
    await using daemon = await aDaemon({
      complaint: async (candidate) => {
        seen.push(await readFile(candidate, 'utf8'))
        return 'no'
      },
    })
    assert.equal(await setPolicy('expiresAfterDays', 30, daemon.policy), 'refused')
    assert.deepEqual(seen, [wanted])
    assert.deepEqual(await daemon.left(), [text, ['daemon.conf']])
    assert.deepEqual(daemon.applied, [])
  })

  test('puts it back, and has it read again, when something else wins', async () => {
    await using daemon = await aDaemon({ isSo: async () => false })
    assert.equal(await setPolicy('expiresAfterDays', 30, daemon.policy), 'overridden')
    assert.deepEqual(await daemon.left(), [text, ['daemon.conf']])
    assert.deepEqual(daemon.applied, [wanted, text])
  })

  test('says when the daemon has to be started anew, and what it does not offer', async () => {
    await using daemon = await aDaemon({ apply: async () => false })
    assert.equal(await setPolicy('expiresAfterDays', 30, daemon.policy), 'restart')
    assert.equal(await setPolicy('mostAccounts', 5, daemon.policy), 'not-offered')
  })
})
