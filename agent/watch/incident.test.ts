import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { suite, test } from 'node:test'
import type { IncidentOffer } from '@keyturn/contract'
import {
  formatIncidentOrder,
  rawPublicKey,
  signStatement,
  type IncidentOrder,
} from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import type { WhoIs } from '../sessions/index.ts'
import { obeyIncident, type IncidentDeps } from './incident.ts'
import { alice, id, pwdLastSet } from './testing.ts'

const minute = 60_000
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** A computer where Alice has a log-on and a session. */
function aWorld(who: WhoIs = { ok: true, person: { uid: 11_104, gid: 513, login: 'alice' } }) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const nonce = randomBytes(32).toString('base64url')
  const done: string[] = []
  const reports: { refused: string | null; deeds: { deed: string; outcome: string }[] }[] = []
  let now = 0
  let kept = [alice]
  const act = (what: string) => async () => {
    done.push(what)
    return { outcome: 'done', found: 1, left: 0, by: 'processes' } as const
  }
  const deps: IncidentDeps = {
    config: { device: id(), serverKey: rawPublicKey(privateKey), accounts: {} },
    logons: {
      cached: async () => kept.map((account) => ({ account, passwordLastSet: null })),
      nameOf: async () => ({ domain: 'CORP', name: 'alice' }),
      forget: async (accounts) => {
        done.push('forget')
        kept = []
        return accounts
      },
    },
    sessions: { end: act('end'), lock: act('lock'), dropTickets: act('tickets') },
    api: {
      call: (async (_: string, options?: { body?: unknown }) => {
        reports.push(options?.body as (typeof reports)[number])
        return {}
      }) as ServerApi['call'],
    },
    screen: { show: () => {} },
    whoIs: async () => who,
    monotonic: () => now,
  }
  return {
    done,
    reports,
    device: deps.config.device,
    pass: (ms: number) => (now += ms),
    offer(over: Partial<IncidentOrder> = {}, key: KeyObject = privateKey): IncidentOffer {
      const about = { account: alice, device: deps.config.device, order: id(), nonce, issued: pwdLastSet }
      const order = { ...about, deeds: ['forget', 'end-sessions', 'drop-tickets'] as const, ...over }
      const bytes = formatIncidentOrder(order)
      return { order: order.order, text: text(bytes), signature: text(signStatement(bytes, key)) }
    },
    obey: (offer: IncidentOffer) => obeyIncident(offer, { nonce, asked: 0 }, deps),
  }
}

suite('an order for an incident', () => {
  test('is obeyed in its order, and reported deed by deed', async () => {
    const world = aWorld()
    assert.equal(await world.obey(world.offer()), true)
    assert.deepEqual(world.done, ['forget', 'end', 'tickets'])
    assert.deepEqual(
      world.reports[0]?.deeds.map(({ deed, outcome }) => `${deed} ${outcome}`),
      ['forget done', 'end-sessions done', 'drop-tickets done'],
    )
    assert.equal(await world.obey(world.offer({ deeds: ['forget'] })), false)
    assert.equal(world.reports[1]?.deeds[0]?.outcome, 'was-not-there')
  })

  test('that is another’s, of another moment, held back, or bent, is none, and the server hears why', async () => {
    for (const [made, why] of [
      [(w) => w.offer({}, generateKeyPairSync('ed25519').privateKey), 'not-signed-by-our-server'],
      [(w) => w.offer({ device: id() }), 'for-another-device'],
      [(w) => w.offer({ nonce: randomBytes(32).toString('base64url') }), 'for-another-moment'],
      [(w) => (w.pass(11 * minute), w.offer()), 'for-another-moment'],
      [(w) => ({ ...w.offer(), order: id() }), 'not-an-order'],
      [
        (w) => ({ ...w.offer(), text: text(Buffer.from('keyturn-forget-order/1\n')) }),
        'not-signed-by-our-server',
      ],
    ] as const satisfies readonly (readonly [
      (world: ReturnType<typeof aWorld>) => IncidentOffer,
      string,
    ])[]) {
      const world = aWorld()
      assert.equal(await world.obey(made(world)), false)
      assert.deepEqual([world.done, world.reports[0]?.refused], [[], why], why)
    }
  })

  test('that names root or an account of this computer is refused, whoever signed it', async () => {
    const world = aWorld({ ok: false, why: 'for-a-local-account' })
    await world.obey(world.offer())
    assert.deepEqual(world.done, [])
    assert.equal(world.reports[0]?.refused, 'for-a-local-account')
  })

  test('for somebody whom the computer does not know ends nothing, and removes her log-on all the same', async () => {
    const world = aWorld({ ok: false, why: 'for-somebody-unknown-here' })
    await world.obey(world.offer())
    assert.deepEqual(world.done, ['forget'])
    assert.deepEqual(
      world.reports[0]?.deeds.map(({ outcome }) => outcome),
      ['done', 'was-not-there', 'was-not-there'],
    )
  })
})
