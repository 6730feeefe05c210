import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import type { LaunchView, RouteBody } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { deviceSecret, parseAgreement } from '@keyturn/protocols/no-network'
import { formatProof, rawPublicKey } from '@keyturn/protocols/refresh'
import { sql } from 'kysely'
import type { Audit, AuditEvent, Receipt } from '#audit'
import type { Account } from '#directory'
import { createLog, systemRandom, type AccountId, type Origin, type Secret } from '#kernel'
import type { Storage } from '#storage'
import { aDatabase } from '../storage/testing.ts'
import { createDevices, type Devices, type DevicesDeps } from './devices.ts'
import type { FleetSettings } from './fleet/settings.ts'
import { createFleetStore } from './fleet/store-sql.ts'
import { createIncidentStore } from './incident/store-sql.ts'
import { devicesMigrations } from './migrations/index.ts'
import { keysFrom } from './no-network/keys.ts'
import { createChallengeStore } from './no-network/store-sql.ts'
import type { DeviceRequest } from './proofs.ts'
import { createSettingsStore } from './settings/store-sql.ts'
import { createSqlStore } from './store-sql.ts'

export const alice: Account = {
  id: '6a2d7d1e-0000-4000-8000-000000000001' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=alice,OU=People,DC=corp,DC=example',
  sAMAccountName: 'alice',
  domain: 'CORP',
  userPrincipalName: 'alice@corp.example',
  displayName: 'Alice Ärmel',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: new Date('2026-11-20T08:00:00Z'),
}
export const bob: Account = {
  ...alice,
  id: '6a2d7d1e-0000-4000-8000-000000000002' as AccountId,
  sid: 'S-1-5-21-1-2-3-1105' as Sid,
  sAMAccountName: 'bob',
}
export const origin: Origin = { address: '198.51.100.111', device: null }
export const written = { dc: 'dc1.corp.example', pwdLastSet: new Date('2026-11-21T10:15:01.904Z') }

export interface World extends AsyncDisposable {
  readonly devices: Devices
  readonly orders: Devices['orders']
  readonly clock: () => Date
  /** What the directory says of somebody from now on. */
  becomes(account: Account): void
  pass(time: { readonly minutes: number; readonly seconds?: number }): void
  audited(): readonly string[]
  factsOf(type: AuditEvent['type']): readonly AuditEvent['facts'][]
  /** So many devices at once, each keeping three log-ons; one of them Alice's. */
  fill(count: number): Promise<void>
  /** Everything that the module has stored, as text. */
  dump(): Promise<string>
}

const sales = 'S-1-5-21-1-2-3-2201' as Sid
const noFollowing: FleetSettings = {
  checkInMinutes: 15,
  follow: { enabled: false, hours: 72, dangerouslyWhoeverIsCached: false },
  logons: {},
  groups: [],
}

/** The module on a real database, with a clock to turn and an audit log to read. */
export async function aWorld(fleet: Partial<FleetSettings> = {}): Promise<World> {
  const db = await aDatabase([devicesMigrations])
  const events: AuditEvent[] = []
  const people = [alice]
  const fleetSettings = { ...noFollowing, ...fleet }
  const append: Audit['append'] = async (event) => {
    events.push(event)
    return { index: events.length, type: event.type, account: event.account?.id ?? null } as Receipt
  }
  let now = Date.parse('2026-11-21T10:15:00Z')
  const clock = () => new Date(now)
  const store = createSqlStore(db)
  const devices = createDevices({
    store,
    settingsStore: createSettingsStore(db),
    challenges: createChallengeStore(db, store),
    fleetStore: createFleetStore(db, store),
    fleetSettings,
    incidentStore: createIncidentStore(db),
    campaignAccounts: async (name) => (name === 'friday' ? people.map(({ id }) => id) : undefined),
    noNetworkKeys: keysFrom(systemRandom(32), systemRandom),
    directory: aDirectory(people),
    audit: { append },
    signingKey: generateKeyPairSync('ed25519').privateKey,
    portal: 'https://reset.corp.example',
    clock,
    random: systemRandom,
    log: createLog('silent'),
  })
  return {
    devices,
    orders: devices.orders,
    clock,
    becomes(account) {
      const at = people.findIndex(({ id }) => id === account.id)
      people.splice(at, at < 0 ? 0 : 1, account)
    },
    pass: ({ minutes, seconds = 0 }) => void (now += (minutes * 60 + seconds) * 1000),
    audited: () => events.map(({ type }) => type),
    factsOf: (wanted) => events.filter(({ type }) => type === wanted).map(({ facts }) => facts),
    fill: (count) => fill(db, count),
    async dump() {
      const tables = [
        'enrolment_keys',
        'devices',
        'request_nonces',
        'launches',
        'challenges',
        'orders',
        'cached_logons',
      ]
      const rows = tables.map((table) =>
        sql`select * from ${sql.table(`devices.${table}`)}`.execute(db.tables()),
      )
      return JSON.stringify(await Promise.all(rows))
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

function aDirectory(people: readonly Account[]): DevicesDeps['directory'] {
  return {
    groupSid: async (name) => (name === 'Sales' ? sales : undefined),
    async *membersOf() {
      yield people.map((account) => ({ account, attributes: new Map() }))
    },
    readBySid: async (sid) => people.find((one) => one.sid === sid),
    read: async (id) => people.find((one) => one.id === id),
    find: async (name) => {
      const account = people.find(({ sAMAccountName }) => sAMAccountName === name)
      return account === undefined ? { found: false, why: 'unknown' } : { found: true, account }
    },
  }
}

async function fill(db: Storage, count: number): Promise<void> {
  await sql`
    insert into devices.devices (id, name, system, signing_key, sealing_key, enrolled_at, policy, told_at)
    select 'D' || lpad(n::text, 21, '0'), 'LT-' || n, 'linux', '', '', now(),
      '{"caching":true,"mostAccounts":10,"expiresAfterDays":null}', now()
    from generate_series(1, ${count}) n`.execute(db.tables())
  await sql`
    insert into devices.cached_logons (device, account, takes)
    select 'D' || lpad(n::text, 21, '0'),
      'S-1-5-21-1-2-3-' || case when n = 17 and k = 1 then 1104 else 10000 + n * 3 + k end, now()
    from generate_series(1, ${count}) n, generate_series(1, 3) k`.execute(db.tables())
}

/** A computer that enrolled, and what it would send. */
export async function aDevice(world: World, name: string, key?: string) {
  const signing = generateKeyPairSync('ed25519')
  const sealing = sealingKeys()
  const launches = world.devices.launches
  const oneTime = key ?? (await world.devices.enrolments.makeKey({ uses: 1, validHours: 1 })).key
  const enrolled = await world.devices.enrol(
    {
      key: oneTime,
      name,
      system: 'linux',
      signingKey: rawPublicKey(signing.publicKey),
      sealingKey: sealing.raw,
    },
    origin,
  )
  const by = { device: enrolled.device, origin }

  async function launch(accounts: readonly Sid[], sealingKey?: string) {
    const keys = sealingKeys()
    const started = await launches.start({ sealingKey: sealingKey ?? keys.raw, accounts: [...accounts] }, by)
    return { ...started, key: keys.key }
  }

  return {
    id: enrolled.device,
    serverKey: enrolled.serverKey,
    by,
    sealingKey: sealing.key,
    agreed: () => agreed(world, enrolled.device, sealing.key),
    launch,
    view: (id: string, waiting = { ms: 0, signal: new AbortController().signal }): Promise<LaunchView> =>
      launches.view(id, by, waiting),
    report: (
      id: string,
      account: Sid,
      outcome: RouteBody<'device.report'>['outcome'] = { refreshed: true, path: 'vpn', tookMs: 900 },
    ) => world.devices.report({ launch: id, account, outcome }, by),
    /** A launch with a released password. */
    async released(account: Account, password: Secret): Promise<string> {
      const { launch: id } = await launch([account.sid])
      await world.orders.claim(id, 'r1')
      const held = await world.orders.hold(id, account, password)
      if (held === undefined) throw new Error('nothing was sealed')
      await world.orders.release(held, written, origin)
      return id
    },
    signed(
      method: string,
      url: string,
      text: string,
      { offSeconds = 0, as = enrolled.device } = {},
    ): DeviceRequest {
      const request = { method, url, body: Buffer.from(text) }
      const nonce = randomBytes(16).toString('base64url')
      const time = world.clock().getTime() + offSeconds * 1000
      const authorization = formatProof(request, { device: as, time, nonce }, signing.privateKey)
      return { ...request, authorization }
    },
  }
}

/** What a device has of the server for the day without a network. */
function agreed(world: World, device: string, ours: KeyObject) {
  const { agreement } = world.devices.noNetwork(device)
  const theirs = parseAgreement(Buffer.from(agreement, 'base64url'))?.key ?? ''
  const made = deviceSecret(device, { ours, theirs })
  if (made === undefined) throw new Error('no secret came of it')
  return { secret: made }
}

function sealingKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  return { key: privateKey, raw: rawPublicKey(publicKey) }
}
