import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { enrol } from './enrol.ts'
import { keepKeys, loadKeys, makeKeys } from './state/keys.ts'

test('an enrolment that the server does not take leaves the earlier one as it was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-enrol-'))
  try {
    const configFile = join(folder, 'agent.yaml')
    const caFile = join(folder, 'ca.pem')
    const stateDirectory = join(folder, 'state')
    const config = `stateDirectory: ${stateDirectory}\nserver: https://reset.corp.example\n`
    await writeFile(configFile, config)
    await writeFile(caFile, '')
    const keys = makeKeys()
    await keepKeys(stateDirectory, keys)

    const wish = { server: 'https://127.0.0.1:9', caFile, key: 'k'.repeat(32), name: 'laptop1' }
    const here = { domain: 'corp.example', vpnConfig: undefined, configFile, wallClock: () => 0 }
    await assert.rejects(enrol({ ...wish, ...here }))

    assert.ok((await loadKeys(stateDirectory)).signing.equals(keys.signing))
    assert.equal(await readFile(configFile, 'utf8'), config)
    assert.deepEqual((await readdir(stateDirectory)).toSorted(), ['sealing-key.pem', 'signing-key.pem'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
