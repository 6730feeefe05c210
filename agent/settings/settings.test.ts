import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, suite, test } from 'node:test'
import { formatSettings, rawPublicKey, signStatement } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import { checkSettings, type SettingsRefusal, type Signed } from './check.ts'
import { settingsFromServer } from './index.ts'

const server = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const here = { device: 'D'.repeat(21) + 'A', serverKey: rawPublicKey(server.publicKey) }
const signal = new AbortController().signal

const openvpn = { vpn: { driver: 'openvpn', config: '/etc/openvpn/client/corp.conf' } }
const evil = {
  vpn: {
    driver: 'command',
    open: { argv: ['/bin/sh', '-c', 'id'] },
    check: { argv: ['/bin/true'] },
    close: { argv: ['/bin/true'] },
  },
}

interface Wish {
  readonly version?: number
  readonly device?: string
  readonly key?: typeof server
}

function signed(content: object, { version = 1, device = here.device, key = server }: Wish = {}): Signed {
  const bytes = formatSettings({ device, version, content: JSON.stringify(content) })
  const signature = Buffer.from(signStatement(bytes, key.privateKey)).toString('base64url')
  return { settings: Buffer.from(bytes).toString('base64url'), signature }
}

let folder: string
let refusals: SettingsRefusal[] = []
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-settings-'))
})
after(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  refusals = []
  await rm(join(folder, 'settings.json'), { force: true })
})

/** What the computer runs when the server says this; `away`: it says nothing. */
async function ask(said: Signed | null | 'away') {
  return (await askAll(said))?.vpn
}

function askAll(said: Signed | null | 'away') {
  const call = async () => {
    if (said === 'away') throw new Error('no answer')
    return { signed: said }
  }
  const api = { call } as unknown as Pick<ServerApi, 'call'>
  return settingsFromServer({ here, api, folder, onRefusal: (why) => void refusals.push(why) }, signal)
}

test('whether a KDC may be asked by HTTPS is said as well, or not at all', async () => {
  assert.deepEqual(await askAll(signed({ kdcProxy: false })), { vpn: undefined, kdcProxy: false })
  assert.equal((await askAll(signed(openvpn, { version: 2 })))?.kdcProxy, undefined)
})

suite('a server that is not ours', () => {
  test('cannot change what root runs: with another key, nothing holds, and it is said', async () => {
    assert.equal(await ask(signed(evil, { key: stranger })), undefined)
    assert.deepEqual(refusals, ['not-signed-by-our-server'])
    await assert.rejects(stat(join(folder, 'settings.json')))
  })

  test('nor what ours said before', async () => {
    assert.equal((await ask(signed(openvpn)))?.driver, 'openvpn')
    assert.equal((await ask(signed(evil, { version: 2, key: stranger })))?.driver, 'openvpn')
    assert.deepEqual(refusals, ['not-signed-by-our-server'])
  })

  test('cannot bring back what ours once said, nor say two things by one version', async () => {
    const old = signed(evil, { version: 1 })
    await ask(old)
    await ask(signed(openvpn, { version: 2 }))
    assert.equal((await ask(old))?.driver, 'openvpn')
    assert.equal((await ask(signed(evil, { version: 2 })))?.driver, 'openvpn')
    assert.deepEqual(refusals, ['older-than-ours', 'other-than-ours'])
  })

  test('cannot give us what ours said to another computer', async () => {
    assert.equal(await ask(signed(evil, { device: 'E'.repeat(21) + 'A' })), undefined)
    assert.deepEqual(refusals, ['for-another-device'])
  })

  test('cannot pass a statement of a reset, or anything else that was signed, for settings', () => {
    const bytes = Buffer.from('keyturn-refresh-statement/1\naccount S-1-5-21-1-2-3-4\n')
    const signature = Buffer.from(signStatement(bytes, server.privateKey)).toString('base64url')
    const said = { settings: bytes.toString('base64url'), signature }
    assert.deepEqual(checkSettings(said, here, undefined), { ok: false, why: 'not-settings' })
  })
})

suite('settings of our server', () => {
  test('hold when it is away, for root alone to read', async () => {
    await ask(signed(openvpn, { version: 3 }))
    assert.equal((await ask('away'))?.driver, 'openvpn')
    assert.equal((await ask(null))?.driver, 'openvpn')
    assert.equal((await stat(join(folder, 'settings.json'))).mode & 0o777, 0o600)
    assert.deepEqual(refusals, [])
  })

  test('are looked at anew each time: a kept file that was changed is not obeyed', async () => {
    await ask(signed(openvpn))
    const file = join(folder, 'settings.json')
    await writeFile(file, JSON.stringify(signed(evil, { version: 9, key: stranger })))
    assert.equal(await ask('away'), undefined)
    assert.deepEqual(refusals, ['not-signed-by-our-server'])
  })

  test('may bring the text of a configuration, so that none is in an install package', async () => {
    const profile = 'client\nremote vpn.corp.example\n'
    const vpn = await ask(signed({ vpn: { driver: 'openvpn', profile, mode: 'full' } }))
    assert.ok(vpn?.driver === 'openvpn')
    assert.equal(vpn.mode, 'full')
    assert.equal(await readFile(vpn.config, 'utf8'), profile)
    assert.equal((await stat(vpn.config)).mode & 0o777, 0o600)
  })

  test('that no driver knows are an error, and are not kept', async () => {
    await ask(signed(openvpn))
    await assert.rejects(ask(signed({ vpn: { driver: 'ipsec' } }, { version: 2 })))
    await assert.rejects(ask(signed({ ...openvpn, other: 1 }, { version: 2 })))
    assert.equal((await ask('away'))?.driver, 'openvpn')
  })

  test('that say nothing of a VPN leave it to the computer', async () => {
    assert.equal(await ask(signed({})), undefined)
    assert.equal(await ask(null), undefined)
  })
})
