import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { loadConfig } from './config.ts'
import { vpnSettings } from './vpn/index.ts'

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
    const account = join(folder, 'account')
    const credentials = `credentials: { from: file, file: ${account} }`
    await writeFile(path, `${where}${who}vpn: { driver: openvpn, config: ${vpn}, ${credentials} }\n`)
    await writeFile(account, 'svc-vpn\nsecret\n', { mode: 0o640 })
    await assert.rejects(loadConfig(path), /account can be read by others: chmod 600/)
    await chmod(account, 0o600)
    await loadConfig(path)
    const card = `card: { module: ${vpn}, url: "https://cards.corp.example:8444/" }`
    await writeFile(path, `${where}${who}kiosk: { ${card} }\n`)
    assert.equal((await loadConfig(path)).kiosk.card?.pinSeconds, 120)
    await chmod(vpn, 0o666)
    await assert.rejects(loadConfig(path), new RegExp(`${vpn} can be changed by others`))
    await writeFile(path, `${where}${who}kiosk: { ${card.replace('https', 'http')} }\n`)
    await assert.rejects(loadConfig(path), /kiosk\.card\.url: write the https:\/\/ address/)
    await writeFile(path, `${where}${who}kiosk: { ${card.replace(vpn, 'card.so')} }\n`)
    await assert.rejects(loadConfig(path), /kiosk\.card\.module: write the absolute path/)
    await writeFile(path, `${where}${who}vpn: { driver: openvpn, config: ${vpn} }\n`)
    await rm(vpn)
    await assert.rejects(loadConfig(path), /vpn\.conf/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

function problemsOf(vpn: object): readonly string[] {
  return vpnSettings.safeParse(vpn).error?.issues.map(({ path }) => path.join('.')) ?? []
}

suite('vpn', () => {
  test('takes only what its driver knows', () => {
    assert.deepEqual(problemsOf({ driver: 'wireguard', config: '/etc/wireguard/corp.conf' }), [])
    assert.deepEqual(
      problemsOf({ driver: 'wireguard', config: '/etc/wireguard/much-too-long-a-name.conf' }),
      ['config'],
    )
    assert.deepEqual(problemsOf({ driver: 'openvpn', config: '/etc/corp.conf', check: {} }), [''])
    assert.deepEqual(problemsOf({ driver: 'ipsec' }), ['driver'])
    const credentials = { from: 'keyturn' }
    assert.notDeepEqual(
      problemsOf({ driver: 'wireguard', config: '/etc/wireguard/corp.conf', credentials }),
      [],
    )
  })

  test('names programs by their whole path, and patterns that can be read', () => {
    const argv = ['/opt/vpn', 'x']
    const command = { driver: 'command', open: { argv }, check: { argv }, close: { argv } }
    assert.deepEqual(problemsOf(command), [])
    assert.deepEqual(problemsOf({ ...command, close: { argv: ['vpn'] } }), ['close.argv.0'])
    assert.deepEqual(problemsOf({ ...command, check: { argv, expects: '(' } }), ['check.expects'])
    assert.deepEqual(problemsOf({ ...command, open: { argv: [] } }), ['open.argv.0'])
  })
})
