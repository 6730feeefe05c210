import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from './config.ts'

test('what anybody else on the computer could change is not obeyed: root would run it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-config-'))
  try {
    const [path, caFile, vpn] = ['agent.yaml', 'ca.pem', 'vpn.conf'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const where = `server: https://reset.corp.example\ncaFile: ${caFile}\ndomain: corp.example\n`
    const who = `device: ${'A'.repeat(22)}\nserverKey: ${'A'.repeat(43)}\n`
    await writeFile(path, `${where}${who}vpn: { driver: openvpn, config: ${vpn} }\n`, { mode: 0o644 })
    for (const file of [caFile, vpn]) await writeFile(file, '', { mode: 0o644 })
    assert.equal((await loadConfig(path)).vpn?.driver, 'openvpn')
    for (const file of [path, caFile, vpn]) {
      for (const mode of [0o666, 0o664]) {
        await chmod(file, mode)
        await assert.rejects(loadConfig(path), new RegExp(`${file} can be changed by others: chmod go-w`))
      }
      await chmod(file, 0o644)
    }
    await rm(vpn)
    await assert.rejects(loadConfig(path), /vpn\.conf/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
