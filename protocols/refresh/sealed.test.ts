import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import type { Sid } from '../ad/index.ts'
import { rawPublicKey } from './keys.ts'
import { bindPassword, hpke, openPassword, sealPassword } from './sealed.ts'

const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex')).buffer
const to = { launch: 'L'.repeat(22), device: 'D'.repeat(22), account: 'S-1-5-21-1-2-3-1104' as Sid }
const blind = Buffer.alloc(32, 7)
const password = Buffer.from('Blauer Füller 77 🖋')

function keys() {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  return { key: privateKey, raw: rawPublicKey(publicKey) }
}

suite('a sealed password', () => {
  test('opens for its launch, device and account', async () => {
    const { key, raw } = keys()
    const sealed = await sealPassword({ password, blind }, raw, to)
    const opened = await openPassword(sealed, key, to)
    assert.deepEqual(opened, { password, blind })
  })

  test('opens for nobody else, and not when a bit is bent', async () => {
    const { key, raw } = keys()
    const sealed = await sealPassword({ password, blind }, raw, to)
    const others = [
      { ...to, launch: 'M'.repeat(22) },
      { ...to, device: 'E'.repeat(22) },
      { ...to, account: 'S-1-5-21-1-2-3-1105' as Sid },
    ]
    for (const other of others) assert.equal(await openPassword(sealed, key, other), undefined)
    assert.equal(await openPassword(sealed, keys().key, to), undefined)
    for (const at of [0, 31, 32, 400, sealed.length - 1]) {
      const bent = Buffer.from(sealed)
      bent.writeUInt8(bent.readUInt8(at) ^ 1, at)
      assert.equal(await openPassword(bent, key, to), undefined, `bit of byte ${at}`)
    }
  })

  test('has one length for every password: it tells nothing', async () => {
    const { raw } = keys()
    const lengths = await Promise.all(
      ['x', '€'.repeat(256)].map(async (text) => {
        return (await sealPassword({ password: Buffer.from(text), blind }, raw, to)).length
      }),
    )
    assert.deepEqual(lengths, [850, 850])
  })

  test('is never the same twice', async () => {
    const { raw } = keys()
    const [one, two] = [
      await sealPassword({ password, blind }, raw, to),
      await sealPassword({ password, blind }, raw, to),
    ]
    assert.notDeepEqual(one, two)
  })

  test('whatever bytes come, opening answers undefined', async () => {
    const { key } = keys()
    const lengths = fc.oneof(
      fc.uint8Array({ minLength: 850, maxLength: 850 }),
      fc.uint8Array({ maxLength: 900 }),
    )
    await fc.assert(
      fc.asyncProperty(lengths, async (bytes) => {
        assert.equal(await openPassword(bytes, key, to), undefined)
      }),
      { numRuns: 200 },
    )
  })
})

suite('HPKE', () => {
  test('the suite is that of RFC 9180 A.1: its vector opens', async () => {
    const secret = hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8')
    const opened = await hpke.open(
      {
        recipientKey: await hpke.kem.deserializePrivateKey(secret),
        enc: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'),
        info: hex('4f6465206f6e2061204772656369616e2055726e'),
      },
      hex('f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a'),
      hex('436f756e742d30'),
    )
    assert.equal(Buffer.from(opened).toString(), 'Beauty is truth, truth beauty')
  })
})

suite('the binding of a password', () => {
  test('is HMAC-SHA256 under the blind (RFC 4231, test case 2)', () => {
    const bound = bindPassword({
      password: Buffer.from('what do ya want for nothing?'),
      blind: Buffer.from('Jefe'),
    })
    assert.equal(
      Buffer.from(bound, 'base64url').toString('hex'),
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  test('fits no other password and no other blind', () => {
    const bound = bindPassword({ password, blind })
    assert.notEqual(bindPassword({ password: Buffer.from('x'), blind }), bound)
    assert.notEqual(bindPassword({ password, blind: Buffer.alloc(32, 8) }), bound)
  })
})
