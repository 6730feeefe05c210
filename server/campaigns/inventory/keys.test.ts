import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { frame, unframed } from '@keyturn/protocols/kkdcp'
import { Fault } from '#kernel'
import { errorOf, methodData, replyOf } from '../../../protocols/kerberos/testing.ts'
import { createKeyLook, type KeysDeps } from './keys.ts'

const now = new Date('2026-11-28T12:00:00.000Z')
const key = Buffer.alloc(32, 1)
const ticket = replyOf({
  realm: 'CORP.EXAMPLE',
  client: 'svc',
  service: ['krbtgt', 'CORP.EXAMPLE'],
  nonce: 1,
  clientKey: key,
  serviceKey: key,
  sessionKey: key,
  now,
})
/** The list of kinds at the end of a request: [8] etype. */
const isForAes = (framed: Uint8Array) =>
  Buffer.from(unframed(framed) ?? [])
    .toString('hex')
    .endsWith('020112020111')

/** A KDC that says one thing when it is asked for AES, and another when it is asked for RC4. */
function look(aes: Uint8Array, rc4: Uint8Array, more: Partial<KeysDeps> = {}) {
  const askKdc = async (framed: Uint8Array) => frame(isForAes(framed) ? aes : rc4)
  return createKeyLook('CORP.EXAMPLE', { askKdc, random: (bytes) => Buffer.alloc(bytes, 0xff), ...more })
}
const offers = (...types: number[]) => errorOf(25, now, methodData('CORP.EXAMPLEsvc', types))
const noSuchType = errorOf(14, now)

suite('the keys that a KDC has of an account', () => {
  test('are those that it would take a proof by, of the kinds that were asked for', async () => {
    assert.deepEqual(await look(offers(18, 17), offers(23)).of('svc'), { aes: true, rc4: true })
    assert.deepEqual(await look(offers(17), noSuchType).of('svc'), { aes: true, rc4: false })
    assert.deepEqual(await look(noSuchType, offers(23)).of('svc'), { aes: false, rc4: true })
    assert.deepEqual(await look(offers(), offers(23)).of('svc'), { aes: false, rc4: true })
  })

  test('are seen by what it seals for an account without pre-authentication', async () => {
    assert.deepEqual(await look(ticket, noSuchType).of('svc'), { aes: true, rc4: false })
  })

  test('are not known where it says something else: disabled, unknown, no message at all', async () => {
    for (const code of [6, 18, 60]) {
      const error = errorOf(code, now)
      assert.deepEqual(await look(error, error).of('svc'), { aes: null, rc4: null })
    }
    const odd = errorOf(25, now, Buffer.from('0500', 'hex'))
    assert.deepEqual(await look(odd, Buffer.from('x')).of('svc'), { aes: null, rc4: null })
  })

  test('are asked of nobody any more once no KDC answers', async () => {
    let asked = 0
    const askKdc = async () => {
      asked++
      throw new Fault('kdc-proxy.no-kdc', 'no DC answered')
    }
    const away = look(ticket, ticket, { askKdc })
    assert.deepEqual([await away.of('svc'), await away.of('other')], [null, null])
    assert.deepEqual([asked, away.answers], [1, false])
    const broken = look(ticket, ticket, { askKdc: () => Promise.reject(new Error('broken')) })
    await assert.rejects(broken.of('svc'), /broken/)
  })
})
