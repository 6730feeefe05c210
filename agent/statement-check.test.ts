import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import {
  bindPassword,
  formatStatement,
  rawPublicKey,
  sealPassword,
  signStatement,
  type Statement,
} from '@keyturn/protocols/refresh'
import {
  checkStatement,
  refusals,
  type Here,
  type Offer,
  type OpenLaunch,
  type Refusal,
} from './statement-check.ts'

const server = generateKeyPairSync('ed25519')
const sealing = generateKeyPairSync('x25519')
const alice = 'S-1-5-21-1-2-3-1104' as Sid
const bob = 'S-1-5-21-1-2-3-1105' as Sid
const password = Buffer.from('Blauer Füller 77')
const blind = randomBytes(32)
const id = (letter: string) => letter.repeat(21) + 'A'
const minutes = (n: number) => new Date(Date.UTC(2026, 10, 21, 10, n))

const launch: OpenLaunch = {
  id: id('L'),
  nonce: 'N'.repeat(42) + 'A',
  created: minutes(0),
  expires: minutes(20),
  sealingKey: sealing.privateKey,
}
const good: Statement = {
  account: alice,
  name: 'alice',
  domain: 'CORP',
  upn: 'alice@corp.example',
  device: id('D'),
  launch: launch.id,
  nonce: launch.nonce,
  issued: minutes(3),
  dc: 'dc1.corp.example',
  pwdLastSet: minutes(3),
  password: bindPassword({ password, blind }),
}
const names = new Map([
  [alice, { domain: 'CORP', name: 'Alice' }],
  [bob, { domain: 'CORP', name: 'bob' }],
])

interface Wish {
  readonly said?: Partial<Statement>
  readonly launch?: Partial<OpenLaunch>
  readonly here?: Partial<Here>
  readonly sealed?: Uint8Array
  readonly signer?: typeof server.privateKey
  /** What becomes of the signed bytes on their way. */
  readonly bend?: (offer: Offer) => Offer
}

/** The computer with one thing changed, and what it did. */
async function offered({ said, signer = server.privateKey, bend = (offer) => offer, ...wish }: Wish) {
  const statement = formatStatement({ ...good, ...said })
  const to = { launch: good.launch, device: good.device, account: good.account }
  const honest: Offer = {
    statement,
    signature: signStatement(statement, signer),
    sealed: wish.sealed ?? (await sealPassword({ password, blind }, rawPublicKey(sealing.publicKey), to)),
  }
  const used: string[] = []
  const here: Here = {
    device: good.device,
    serverKey: rawPublicKey(server.publicKey),
    nameOf: async (account) => names.get(account),
    isCached: async (account) => account === alice,
    use: async (name) => used.push(name) === 1,
    ...wish.here,
  }
  const checked = await checkStatement(bend(honest), { ...launch, ...wish.launch }, here)
  return { checked, used }
}

async function refused(why: Refusal, wish: Wish): Promise<void> {
  const { checked, used } = await offered(wish)
  assert.deepEqual(checked, { ok: false, why })
  assert.deepEqual(used, [], 'a refused statement must not use up the launch')
}

const flip = (bytes: Uint8Array, at: number) => {
  const bent = Buffer.from(bytes)
  bent.writeUInt8(bent.readUInt8(at) ^ 1, at)
  return bent
}

suite('a statement at a computer', () => {
  test('that fits in everything opens the password, and uses the launch up', async () => {
    const { checked, used } = await offered({})
    assert.ok(checked.ok)
    assert.equal(checked.password.toString(), 'Blauer Füller 77')
    assert.deepEqual(checked.name, { domain: 'CORP', name: 'Alice' })
    assert.deepEqual(used, [launch.id])
  })

  test('signed by anyone but the pinned server is refused', async () => {
    const forger = generateKeyPairSync('ed25519')
    await refused('not-signed-by-our-server', { signer: forger.privateKey })
    const here = { serverKey: rawPublicKey(forger.publicKey) }
    await refused('not-signed-by-our-server', { here })
    await refused('not-signed-by-our-server', { here: { serverKey: 'not a key' } })
  })

  test('with a single bit changed, anywhere, is refused', async () => {
    const length = formatStatement(good).length
    for (let at = 0; at < length; at += 7) {
      const bend = (offer: Offer) => ({ ...offer, statement: flip(offer.statement, at) })
      await refused('not-signed-by-our-server', { bend })
    }
    const bend = (offer: Offer) => ({ ...offer, signature: flip(offer.signature, 10) })
    await refused('not-signed-by-our-server', { bend })
  })

  test('that is signed but is not a statement is refused', async () => {
    const other = Buffer.from('keyturn-something-else/1\n')
    const bend = (offer: Offer) => {
      return { ...offer, statement: other, signature: signStatement(other, server.privateKey) }
    }
    await refused('not-a-statement', { bend })
  })

  test('for another device is refused', () => refused('for-another-device', { said: { device: id('E') } }))

  test('for another launch is refused, and so is one replayed into a later launch', async () => {
    await refused('for-another-launch', { said: { launch: id('M') } })
    await refused('for-another-launch', { launch: { id: id('M'), nonce: 'O'.repeat(42) + 'A' } })
  })

  test('with a nonce that this launch did not get is refused', async () => {
    await refused('with-another-nonce', { said: { nonce: 'O'.repeat(42) + 'A' } })
  })

  test('issued before the launch or after its end is refused, whatever the clock of the computer says', async () => {
    await refused('outside-the-life-of-the-launch', { said: { issued: new Date(minutes(0).getTime() - 1) } })
    await refused('outside-the-life-of-the-launch', { said: { issued: new Date(minutes(20).getTime() + 1) } })
  })

  test('for a SID that means nothing here is refused', async () => {
    await refused('for-somebody-unknown-here', { said: { account: 'S-1-5-21-9-9-9-500' as Sid } })
  })

  test('whose SID is somebody else here than it says is refused', async () => {
    await refused('for-another-name', { said: { account: bob } })
    await refused('for-another-name', { said: { name: 'bob' } })
    await refused('for-another-name', { said: { domain: 'OTHER' } })
  })

  test('is compared with what SSSD knows: the NetBIOS name of its domain, or the SID alone', async () => {
    const known = (netbios: string | null, name = 'alice') => {
      return { here: { nameOf: async () => ({ domain: 'corp.example', name, netbios }) } }
    }
    for (const netbios of ['CORP', null]) assert.ok((await offered(known(netbios))).checked.ok)
    await refused('for-another-name', known('OTHER'))
    await refused('for-another-name', known(null, 'bob'))
    // It is what SSSD's domain is called here, which nobody signs.
    await refused('for-another-name', { ...known('CORP'), said: { domain: 'corp.example' } })
  })
})

suite('a statement and the password that comes with it', () => {
  test('for a person who never logged on here is refused', async () => {
    await refused('for-somebody-not-cached-here', { said: { account: bob, name: 'bob' } })
  })

  test('with a password sealed to another launch, device, person or key is refused', async () => {
    const other = rawPublicKey(generateKeyPairSync('x25519').publicKey)
    const to = { launch: good.launch, device: good.device, account: alice }
    const content = { password, blind }
    const mine = rawPublicKey(sealing.publicKey)
    const sealed = [
      await sealPassword(content, other, to),
      await sealPassword(content, mine, { ...to, launch: id('M') }),
      await sealPassword(content, mine, { ...to, device: id('E') }),
      await sealPassword(content, mine, { ...to, account: bob }),
      randomBytes(850),
    ]
    for (const one of sealed) await refused('password-does-not-open', { sealed: one })
  })

  test('with another password than the signed one is refused: the server alone chooses neither', async () => {
    const to = { launch: good.launch, device: good.device, account: alice }
    const content = { password: Buffer.from('chosen by a thief'), blind }
    const sealed = await sealPassword(content, rawPublicKey(sealing.publicKey), to)
    await refused('for-another-password', { sealed })
  })

  test('that was used before is refused, also by the next start of the agent', async () => {
    const { checked } = await offered({ here: { use: async () => false } })
    assert.deepEqual(checked, { ok: false, why: 'used-before' })
  })

  test('no refusal is without a test', async () => {
    const { readFile } = await import('node:fs/promises')
    const source = await readFile(import.meta.filename, 'utf8')
    for (const why of refusals) assert.ok(source.includes(`'${why}'`), why)
  })
})
