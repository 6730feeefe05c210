import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import type { DeviceOrder } from '@keyturn/contract'
import type { PolicyFile } from '../logons/index.ts'
import type { Message } from '../screen/index.ts'
import { keep } from './keep.ts'
import { aComputer, aServer } from './testing.ts'

type Offer = Extract<DeviceOrder, { kind: 'keep' }>
const before = '[global]\n  winbind offline logon = yes\n'

/** A computer whose daemon keeps log-ons as a file says, and knows one setting. */
async function aDaemon(allowed = true) {
  const server = aServer()
  const computer = aComputer(server.serverKey)
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-keep-'))
  const file = join(folder, 'smb.conf')
  await writeFile(file, before)
  const policy: PolicyFile = {
    dialect: 'samba',
    file,
    settings: (key, value) =>
      key === 'caching'
        ? [{ section: 'global', key: 'winbind offline logon', value: value === true ? 'yes' : 'no' }]
        : [],
    complaint: async () => undefined,
    apply: async () => true,
    isSo: async () => true,
  }
  const shown: Message[] = []
  const deps = {
    config: computer,
    openPolicyFile: allowed ? async () => policy : undefined,
    screen: { show: (message: Message) => void shown.push(message) },
  }
  return {
    server,
    computer,
    shown,
    obey: (offer: Offer, nonce = computer.nonce) => keep(offer, nonce, deps),
    text: () => readFile(file, 'utf8'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

suite('an order to keep log-ons otherwise', () => {
  test('is obeyed where the administrator of this computer lets it be, and what came of each wish is told', async () => {
    await using daemon = await aDaemon()
    const offer = daemon.server.keep(daemon.computer, { caching: false, expiresAfterDays: 30 })
    const outcomes = { caching: 'set', expiresAfterDays: 'not-offered' }
    assert.deepEqual(await daemon.obey(offer), { order: offer.order, outcomes })
    assert.match(await daemon.text(), /winbind offline logon = no/)
    const again = daemon.server.keep(daemon.computer, { caching: false })
    assert.deepEqual(await daemon.obey(again), { order: again.order, outcomes: { caching: 'unchanged' } })
  })

  test('is not obeyed where he does not, whoever signed it', async () => {
    await using daemon = await aDaemon(false)
    const offer = daemon.server.keep(daemon.computer, { caching: false })
    assert.equal(await daemon.obey(offer), undefined)
    assert.deepEqual(daemon.shown, [{ what: 'order-refused', why: 'not-allowed-here' }])
    assert.equal(await daemon.text(), before)
  })

  test('of another server, another computer, another moment, or of another kind, changes nothing', async () => {
    await using daemon = await aDaemon()
    const { server, computer } = daemon
    const wanted = { caching: false } as const
    const good = server.keep(computer, wanted)
    const bent = Buffer.from(good.text, 'base64url')
    bent.writeUInt8(bent.readUInt8(60) ^ 1, 60)
    const forget = server.forget(computer)
    const tries: readonly (readonly [string, Offer, string?])[] = [
      ['not-signed-by-our-server', aServer().keep(computer, wanted)],
      ['not-signed-by-our-server', { ...good, text: bent.toString('base64url') }],
      ['not-an-order', { ...forget, kind: 'keep' }],
      ['for-another-device', server.keep({ ...computer, device: 'X'.repeat(22) }, wanted)],
      // What was wanted last week, played again at a check-in of today.
      ['for-another-moment', good, randomBytes(32).toString('base64url')],
    ]
    for (const [why, offer, nonce] of tries) {
      assert.equal(await daemon.obey(offer, nonce), undefined, why)
      assert.deepEqual(daemon.shown.pop(), { what: 'order-refused', why })
      assert.equal(await daemon.text(), before)
    }
  })
})
