import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { systemRandom } from '#kernel'
import { loadTunnelCa } from './ca.ts'

const now = new Date('2026-11-21T10:15:00Z')
const effects = { clock: () => now, random: systemRandom }
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

async function aFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-tunnel-ca-'))
  return { file: join(folder, 'ca.pem'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

suite('the CA of the tunnels', () => {
  test('is made once, for its owner only, also by two servers that start together', async () => {
    await using place = await aFolder()
    const all = await Promise.all([1, 2, 3].map(() => loadTunnelCa(place.file, effects)))
    assert.equal(new Set(all.map(({ certificate }) => certificate)).size, 1)
    assert.equal((await stat(place.file)).mode & 0o777, 0o600)
    assert.ok(!all[0]?.certificate.includes('PRIVATE'))
  })

  test('certifies a device for ten minutes, and from five minutes ago', async () => {
    await using place = await aFolder()
    const ca = await loadTunnelCa(place.file, effects)
    const one = ca.certify('D'.repeat(22), publicKey)
    const read = new X509Certificate(one.certificate)
    assert.equal(read.subject, `CN=${'D'.repeat(22)}`)
    assert.equal(read.validFromDate.toISOString(), '2026-11-21T10:10:00.000Z')
    assert.equal(read.validToDate.toISOString(), '2026-11-21T10:25:00.000Z')
    assert.deepEqual(one.expires, read.validToDate)
    assert.equal(read.serialNumber.toLowerCase(), one.serial)
    assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.2'])
    assert.ok(read.verify(new X509Certificate(ca.certificate).publicKey))
    assert.notEqual(ca.certify('D'.repeat(22), publicKey).serial, one.serial)
  })

  test('is refused when others can read it, and never silently replaced when it is damaged', async () => {
    await using place = await aFolder()
    await loadTunnelCa(place.file, effects)
    await chmod(place.file, 0o640)
    await assert.rejects(loadTunnelCa(place.file, effects), { code: 'config.invalid', message: /chmod 600/ })
    await chmod(place.file, 0o600)
    const text = await readFile(place.file, 'utf8')
    await writeFile(place.file, text.replace(/-----BEGIN CERT[^]*/, ''))
    await assert.rejects(loadTunnelCa(place.file, effects), { code: 'config.invalid', message: /backup/ })
  })
})
