import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import type { Audit, AuditEvent, Receipt } from '#audit'
import {
  createChallengeStore,
  createDevices,
  createDeviceSettingsStore,
  createDeviceStore,
  createFleetStore,
  createIncidentStore,
  devicesMigrations,
  loadNoNetworkKeys,
} from '#devices'
import type { Account } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../storage/testing.ts'
import { createTunnels, createTunnelStore, loadTunnelCa, tunnelsMigrations, type TunnelCa } from './index.ts'

const alice: Account = {
  id: '6a2d7d1e-0000-4000-8000-000000000001' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=alice,OU=People,DC=corp,DC=example',
  sAMAccountName: 'alice',
  domain: 'CORP',
  userPrincipalName: 'alice@corp.example',
  displayName: 'Alice',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: null,
}
const origin = { address: '198.51.100.111', device: null }
const refused = { code: 'tunnel.refused' }

let folder: string
let db: Awaited<ReturnType<typeof aDatabase>>
let ca: TunnelCa
let noNetworkKeys: Awaited<ReturnType<typeof loadNoNetworkKeys>>
let now = Date.parse('2026-11-21T10:15:00Z')
let events: AuditEvent[] = []
const clock = () => new Date(now)
const audit: Audit = {
  async append(event) {
    events.push(event)
    return { index: events.length, type: event.type, account: null } as Receipt
  },
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-tunnels-'))
  db = await aDatabase([devicesMigrations, tunnelsMigrations])
  noNetworkKeys = await loadNoNetworkKeys(join(folder, 'no-network.key'), systemRandom)
  ca = await loadTunnelCa(join(folder, 'ca.pem'), { clock, random: systemRandom })
})
after(async () => {
  await db[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  events = []
})

const aKey = () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64url')
}
const rawKey = (type: 'ed25519' | 'x25519') =>
  rawPublicKey(
    type === 'ed25519' ? generateKeyPairSync('ed25519').publicKey : generateKeyPairSync('x25519').publicKey,
  )

function build(over: { readonly ca?: TunnelCa | undefined; readonly dangerouslyBeforeReset?: boolean } = {}) {
  const deviceStore = createDeviceStore(db)
  const devices = createDevices({
    store: deviceStore,
    settingsStore: createDeviceSettingsStore(db),
    challenges: createChallengeStore(db, deviceStore),
    noNetworkKeys,
    fleetStore: createFleetStore(db, deviceStore),
    fleetSettings: {
      checkInMinutes: 15,
      follow: { enabled: false, hours: 72, dangerouslyWhoeverIsCached: false },
      logons: {},
      groups: [],
    },
    incidentStore: createIncidentStore(db),
    campaignAccounts: async () => undefined,
    directory: {
      groupSid: async () => undefined,
      async *membersOf() {},
      readBySid: async () => alice,
      read: async () => alice,
      find: async () => ({ found: true, account: alice }),
    },
    audit,
    signingKey: generateKeyPairSync('ed25519').privateKey,
    portal: 'https://reset.corp.example',
    clock,
    random: systemRandom,
    log: createLog('silent'),
  })
  const { launches } = devices
  const store = createTunnelStore(db)
  const tunnels = createTunnels({ store, audit, launches, clock, ca, dangerouslyBeforeReset: false, ...over })

  async function aDevice() {
    const { key } = await devices.enrolments.makeKey({ uses: 1, validHours: 1 })
    const keys = { signingKey: rawKey('ed25519'), sealingKey: rawKey('x25519') }
    const { device } = await devices.enrol({ key, name: 'laptop1', system: 'linux', ...keys }, origin)
    const by = { device, origin }
    return {
      device,
      launch: async () =>
        (await launches.start({ sealingKey: rawKey('x25519'), accounts: [alice.sid] }, by)).launch,
      ask: (launch: string, wish = aKey()) => tunnels.certify({ launch, key: wish }, by),
      async fetch(launch: string) {
        await devices.orders.claim(launch, `reset of ${launch}`)
        const held = await devices.orders.hold(launch, alice, secret('Blauer-Fueller-77!'))
        assert.ok(held !== undefined)
        await devices.orders.release(held, { dc: 'dc1.corp.example', pwdLastSet: clock() }, origin)
        const waiting = { ms: 0, signal: new AbortController().signal }
        assert.equal((await launches.view(launch, by, waiting)).state, 'done')
      },
      report: (launch: string) =>
        devices.report(
          { launch, account: alice.sid, outcome: { refreshed: true, path: 'vpn', tookMs: 900 } },
          by,
        ),
    }
  }
  return { devices, tunnels, aDevice }
}

suite('a computer whose person has reset her password', () => {
  test('gets a certificate for itself, whose serial the log knows', async () => {
    const { aDevice } = build()
    const laptop = await aDevice()
    const launch = await laptop.launch()
    await laptop.fetch(launch)
    const { certificate, expires } = await laptop.ask(launch)
    const read = new X509Certificate(certificate)
    assert.equal(read.subject, `CN=${laptop.device}`)
    assert.equal(Date.parse(expires) - now, 10 * 60_000)
    const logged = events.find(({ type }) => type === 'tunnel.certified')?.facts
    const serial = read.serialNumber.toLowerCase()
    assert.deepEqual(logged, { device: laptop.device, launch, serial, expires })
  })

  test('and whose answer was lost gets the same one again, and for another key none', async () => {
    const { aDevice } = build()
    const laptop = await aDevice()
    const launch = await laptop.launch()
    await laptop.fetch(launch)
    const key = aKey()
    const first = await laptop.ask(launch, key)
    now += 120_000
    assert.deepEqual(await laptop.ask(launch, key), first)
    await assert.rejects(laptop.ask(launch), refused)
    assert.equal(events.filter(({ type }) => type === 'tunnel.certified').length, 1)
  })

  test('that asks twice at once, for two keys, gets one', async () => {
    const { aDevice } = build()
    const laptop = await aDevice()
    const launch = await laptop.launch()
    await laptop.fetch(launch)
    const both = await Promise.allSettled([laptop.ask(launch), laptop.ask(launch)])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  })
})

suite('a stolen laptop', () => {
  test('gets no certificate without a person: its launch is open, and nobody has proved anything', async () => {
    const { aDevice } = build()
    const laptop = await aDevice()
    await assert.rejects(laptop.ask(await laptop.launch()), refused)
    assert.deepEqual(
      events.filter(({ type }) => type === 'tunnel.certified'),
      [],
    )
  })

  test('gets none for the launch of another computer, nor for one that never was', async () => {
    const { aDevice } = build()
    const [stolen, other] = [await aDevice(), await aDevice()]
    const launch = await other.launch()
    await other.fetch(launch)
    await assert.rejects(stolen.ask(launch), refused)
    await assert.rejects(stolen.ask('L'.repeat(22)), refused)
  })

  test('gets none when the refresh is reported, nor ten minutes after the password was fetched', async () => {
    const { aDevice } = build()
    const laptop = await aDevice()
    const [done, silent] = [await laptop.launch(), await laptop.launch()]
    for (const launch of [done, silent]) await laptop.fetch(launch)
    await laptop.report(done)
    await assert.rejects(laptop.ask(done), refused)
    now += 11 * 60_000
    await assert.rejects(laptop.ask(silent), refused)
  })

  test('that was removed has no launch any more', async () => {
    const { devices, aDevice } = build()
    const laptop = await aDevice()
    const launch = await laptop.launch()
    await laptop.fetch(launch)
    await devices.enrolments.remove(laptop.device)
    await assert.rejects(laptop.ask(launch), refused)
  })
})

suite('the policy', () => {
  test('issues before a reset only where it dangerously says so, and not when the launch is over', async () => {
    const { aDevice } = build({ dangerouslyBeforeReset: true })
    const laptop = await aDevice()
    const launch = await laptop.launch()
    assert.match((await laptop.ask(launch)).certificate, /BEGIN CERTIFICATE/)
    const late = await laptop.launch()
    now += 21 * 60_000
    await assert.rejects(laptop.ask(late), refused)
  })

  test('issues none at all where nothing is configured', async () => {
    const { aDevice, tunnels } = build({ ca: undefined, dangerouslyBeforeReset: true })
    const laptop = await aDevice()
    await assert.rejects(laptop.ask(await laptop.launch()), refused)
    assert.equal(tunnels.caCertificate(), null)
  })

  test('takes no key but P-256, and says which field is wrong', async () => {
    const { aDevice } = build({ dangerouslyBeforeReset: true })
    const laptop = await aDevice()
    await assert.rejects(laptop.ask(await laptop.launch(), 'A'.repeat(122)), { code: 'request.invalid' })
  })
})

test('what is long over is forgotten', async () => {
  const { aDevice, tunnels } = build({ dangerouslyBeforeReset: true })
  const laptop = await aDevice()
  const launch = await laptop.launch()
  await laptop.ask(launch)
  const store = createTunnelStore(db)
  await tunnels.sweep()
  assert.ok(await store.find(launch))
  now += 31 * 24 * 60 * 60_000
  await tunnels.sweep()
  assert.equal(await store.find(launch), undefined)
})
