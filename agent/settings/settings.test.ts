import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, suite, test } from 'node:test'
import { formatApproved, formatSettings, rawPublicKey, signStatement } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import { checkSettings, type Here, type SettingsRefusal, type Signed } from './check.ts'
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

/** A text is signed as it is. */
function signed(
  wish: object | string,
  { version = 1, device = here.device, key = server }: Wish = {},
): Signed {
  const content = typeof wish === 'string' ? wish : JSON.stringify(wish)
  const bytes = formatSettings({ device, version, content })
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

function askAll(said: Signed | null | 'away', asWhom: Here = here) {
  const call = async () => {
    if (said === 'away') throw new Error('no answer')
    return { signed: said }
  }
  const api = { call } as unknown as Pick<ServerApi, 'call'>
  return settingsFromServer(
    { here: asWhom, api, folder, onRefusal: (why) => void refusals.push(why) },
    signal,
  )
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

suite('a computer that names an administrator’s own key', () => {
  const admin = generateKeyPairSync('ed25519')
  const ours = { ...here, settingsKey: rawPublicKey(admin.publicKey) }
  const script = '#!/bin/sh\necho "$1"\n'
  const step = (verb: string) => ({ argv: ['{scripts}/vpn', verb] })
  const scripted = {
    vpn: { driver: 'command', open: step('open'), check: step('check'), close: step('close') },
    scripts: { vpn: script },
  }

  interface Approval {
    readonly at?: number
    readonly key?: typeof server
    readonly server?: string
  }
  function approved(said: object, { at = 100, key = admin, server: whose = here.serverKey }: Approval = {}) {
    const bytes = formatApproved({ server: whose, version: at, content: JSON.stringify(said) })
    const text = (part: Uint8Array) => Buffer.from(part).toString('base64url')
    return { approved: text(bytes), signature: text(signStatement(bytes, key.privateKey)) }
  }
  const opens = async (said: Signed | 'away') => {
    const vpn = (await askAll(said, ours))?.vpn
    return vpn?.driver === 'command' ? vpn.open.argv : vpn?.driver
  }

  test('has the scripts that he approved, for root alone, and runs them by their place', async () => {
    const [program = '', verb] = (await opens(signed(approved(scripted)))) ?? []
    assert.equal(verb, 'open')
    assert.equal(await readFile(program, 'utf8'), script)
    assert.equal((await stat(program)).mode & 0o777, 0o700)
    assert.deepEqual(refusals, [])
  })

  test('writes them anew each time: what somebody changed on disk is not what runs', async () => {
    const [program = ''] = (await opens(signed(approved(scripted)))) ?? []
    await writeFile(program, '#!/bin/sh\nid > /tmp/forged\n')
    await chmod(program, 0o777)
    assert.deepEqual(await opens('away'), [program, 'open'])
    assert.equal(await readFile(program, 'utf8'), script)
    assert.equal((await stat(program)).mode & 0o777, 0o700)
    // Nor what was changed in what was kept.
    const text = await readFile(join(folder, 'settings.json'), 'utf8')
    const kept = JSON.parse(text) as Signed
    const bent = Buffer.from(kept.settings, 'base64url')
      .toString()
      .replace(/content (.)/, 'content x')
    await writeFile(
      join(folder, 'settings.json'),
      JSON.stringify({ ...kept, settings: Buffer.from(bent).toString('base64url') }),
    )
    assert.equal(await opens('away'), undefined)
    assert.deepEqual(refusals, ['not-signed-by-our-server'])
  })

  test('leaves the script that closes where a tunnel of before may still be open', async () => {
    const [before = ''] = (await opens(signed(approved(scripted)))) ?? []
    const other = { ...scripted, scripts: { vpn: `${script}true\n` } }
    const [now = ''] = (await opens(signed(approved(other, { at: 101 }), { version: 2 }))) ?? []
    assert.notEqual(now, before)
    assert.equal(await readFile(before, 'utf8'), script)
  })

  test('runs nothing of a stolen server, whatever that signs', async () => {
    await opens(signed(approved(scripted)))
    const stolen = { ...evil, scripts: { vpn: '#!/bin/sh\nid\n' } }
    for (const [n, content] of [
      evil,
      stolen,
      openvpn,
      {},
      'no JSON',
      approved(stolen, { key: server }),
      approved(stolen, { key: stranger }),
      { ...approved(scripted), ...evil },
      { ...approved(scripted), signature: approved(stolen).signature },
    ].entries()) {
      const [program = ''] = (await opens(signed(content, { version: n + 2 }))) ?? []
      assert.equal(await readFile(program, 'utf8'), script, JSON.stringify(content))
    }
    assert.deepEqual([...new Set(refusals)], ['not-approved'])
    assert.equal(refusals.length, 9)
  })

  test('is given back nothing that he approved before, nothing for another’s computers, nothing twice', async () => {
    const hole = approved({ ...scripted, scripts: { vpn: '#!/bin/sh\nexit 3\n' } }, { at: 99 })
    await opens(signed(hole))
    await opens(signed(approved(scripted), { version: 2 }))
    await opens(signed(hole, { version: 3 }))
    await opens(signed(approved(openvpn), { version: 4 }))
    await opens(signed(approved(openvpn, { at: 101, server: ours.settingsKey }), { version: 5 }))
    await opens(signed(approved(openvpn, { at: 101 }), { version: 6, device: 'E'.repeat(21) + 'A' }))
    assert.deepEqual(refusals, ['older-than-ours', 'other-than-ours', 'not-approved', 'for-another-device'])
    const [program = ''] = (await opens('away')) ?? []
    assert.equal(await readFile(program, 'utf8'), script)
  })

  test('obeys nothing that it kept from before it named one', async () => {
    await ask(signed(openvpn))
    assert.equal(await opens('away'), undefined)
    assert.deepEqual(refusals, ['not-approved'])
  })
})

test('a computer that names no such key runs no script of the server’s, and nothing that waits for one', async () => {
  await ask(signed(openvpn))
  const scripts = { vpn: '#!/bin/sh\nid\n' }
  assert.equal((await ask(signed({ ...evil, scripts }, { version: 2 })))?.driver, 'openvpn')
  assert.equal((await ask(signed({ approved: 'x', signature: 'y' }, { version: 3 })))?.driver, 'openvpn')
  assert.deepEqual(refusals, ['not-approved', 'not-approved'])
})
