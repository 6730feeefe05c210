import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { suite, test } from 'node:test'
import { deviceSecret, formatAgreement } from '@keyturn/protocols/no-network'
import { rawPublicKey, signStatement } from '@keyturn/protocols/refresh'
import type { ServerApi } from '../api/server-api.ts'
import { agreementFile, fetchAgreement, openAgreement } from './agreement.ts'

const device = 'AQIDBAUGBwgJCgsMDQ4PEA'
const server = generateKeyPairSync('ed25519')
const agreement = generateKeyPairSync('x25519')
const sealing = generateKeyPairSync('x25519')
const pinned = { device, serverKey: rawPublicKey(server.publicKey), sealing: sealing.privateKey }
const portal = 'https://reset.corp.example'
const signal = new AbortController().signal

/** A server that signs so. */
function answering({ signs = server.privateKey, to = device } = {}): Pick<ServerApi, 'call'> {
  const bytes = formatAgreement({ device: to, key: rawPublicKey(agreement.publicKey), portal })
  const text = (one: Uint8Array) => Buffer.from(one).toString('base64url')
  const answer = { agreement: text(bytes), signature: text(signStatement(bytes, signs)) }
  return { call: (async () => answer) as unknown as ServerApi['call'] }
}

async function aPlace() {
  const folder = await mkdtemp(`${tmpdir()}/keyturn-agreement-`)
  const file = agreementFile(folder)
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

suite('what a computer keeps for the day without a network', () => {
  test('gives it the secret that the server has, and where to go', async () => {
    await using place = await aPlace()
    assert.equal(await openAgreement(place.file, pinned), undefined)
    assert.equal(await fetchAgreement(place.file, answering(), pinned, signal), true)
    const theirs = rawPublicKey(sealing.publicKey)
    const secret = deviceSecret(device, { ours: agreement.privateKey, theirs })
    assert.deepEqual(await openAgreement(place.file, pinned), { secret, portal })
    assert.equal((await stat(place.file)).mode & 0o777, 0o600)
  })

  test('is not taken from who is not the pinned server, nor what was made for another computer', async () => {
    await using place = await aPlace()
    await fetchAgreement(place.file, answering(), pinned, signal)
    const before = await openAgreement(place.file, pinned)
    const stranger = generateKeyPairSync('ed25519').privateKey
    for (const wrong of [{ signs: stranger }, { to: 'B'.repeat(21) + 'A' }]) {
      assert.equal(await fetchAgreement(place.file, answering(wrong), pinned, signal), false)
    }
    assert.deepEqual(await openAgreement(place.file, pinned), before, 'what was there stays')
    const other = rawPublicKey(generateKeyPairSync('ed25519').publicKey)
    assert.equal(await openAgreement(place.file, { ...pinned, serverKey: other }), undefined)
  })

  test('is not believed when others may have changed it, and a server that is away changes nothing', async () => {
    await using place = await aPlace()
    await fetchAgreement(place.file, answering(), pinned, signal)
    const away = { call: () => Promise.reject(new Error('ENETUNREACH')) }
    assert.equal(await fetchAgreement(place.file, away, pinned, signal), false)
    assert.ok(await openAgreement(place.file, pinned))
    await chmod(place.file, 0o622)
    assert.equal(await openAgreement(place.file, pinned), undefined)
  })
})
