import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { keyFromPassword } from '@keyturn/protocols/kerberos'
import { frame, unframed } from '@keyturn/protocols/kkdcp'
import { errorOf, methodData, replyOf, type ReplyParts } from '../../protocols/kerberos/testing.ts'
import { createKerberos, type KerberosResult } from './index.ts'

const realm = 'CORP.EXAMPLE'
const password = Buffer.from('Grüner-Füller-77!')
const salt = 'CORP.EXAMPLEalice'
const now = new Date('2026-11-28T12:00:00.000Z')
const host = 'laptop1.corp.example'
const hostKey = Buffer.alloc(32, 2)
const never = new AbortController().signal
const preAuthRequired = errorOf(25, now, methodData(salt))

let folder: string
let keytabFile: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-keytab-'))
  keytabFile = join(folder, 'krb5.keytab')
  await writeFile(keytabFile, keytab(['LAPTOP1$'], ['host', 'LAPTOP1'], ['host', host]))
})
after(() => rm(folder, { recursive: true }))

/** One key by several names: of AES-256, and of RC4 for `host/OLD`. */
function keytab(...principals: readonly (readonly string[])[]): Buffer {
  const number = (octets: number, value: number) => {
    const bytes = Buffer.alloc(octets)
    bytes.writeUIntBE(value, 0, octets)
    return bytes
  }
  const text = (value: string | Buffer) => Buffer.concat([number(2, value.length), Buffer.from(value)])
  const entries = principals.map((names) =>
    Buffer.concat([
      number(2, names.length),
      ...[realm, ...names].map(text),
      Buffer.alloc(9),
      number(2, names[0] === 'host' && names[1] === 'OLD' ? 23 : 18),
      text(hostKey),
    ]),
  )
  return Buffer.concat([number(2, 0x0502), ...entries.flatMap((entry) => [number(4, entry.length), entry])])
}

/** The nonce, which is the one INTEGER of four octets and more in a request: [7]. */
function nonceIn(request: Uint8Array): number {
  const [, octets = ''] = /a7..02..((?:..)+?)a8/.exec(Buffer.from(request).toString('hex')) ?? []
  return Number.parseInt(octets, 16)
}

const reply = (request: Uint8Array, parts: Partial<ReplyParts> = {}) =>
  replyOf({
    realm,
    client: 'alice',
    service: ['host', host],
    nonce: nonceIn(request),
    clientKey: keyFromPassword(18, password, Buffer.from(salt)),
    serviceKey: hostKey,
    sessionKey: Buffer.alloc(32, 3),
    now,
    ...parts,
  })

type Kdc = (request: Uint8Array, turn: number) => Uint8Array | undefined

/** A KDC behind the proxy, and what it was asked. */
function behind(kdc: Kdc, more: Partial<Parameters<typeof createKerberos>[0]> = {}) {
  const requests: Uint8Array[] = []
  const proxy = {
    async ask(framed: Uint8Array) {
      const request = unframed(framed) ?? assert.fail('no frame')
      const answer = kdc(request, requests.push(request))
      return answer && frame(answer)
    },
  }
  const kerberos = createKerberos({ proxy, realm, keytabFile, wallClock: () => now.getTime(), ...more })
  return { kerberos, requests }
}

async function logOn(kdc: Kdc, more: Partial<Parameters<typeof createKerberos>[0]> = {}) {
  const { kerberos, requests } = behind(kdc, more)
  const result: KerberosResult = await kerberos.logOn('alice', password, never)
  return { result, requests }
}

const asTheDomain: Kdc = (request, turn) => (turn === 1 ? preAuthRequired : reply(request))

suite('a log-on by Kerberos through the proxy', () => {
  test('asks for a ticket for this computer, and no request has the password or its key in it', async () => {
    const { result, requests } = await logOn(asTheDomain)
    assert.equal(result, 'accepted')
    assert.equal(requests.length, 2)
    const key = keyFromPassword(18, password, Buffer.from(salt))
    for (const request of requests.map((one) => Buffer.from(one))) {
      assert.ok(request.includes(host))
      for (const secret of [password, key, 'krbtgt']) assert.ok(!request.includes(secret))
    }
  })

  test('says what a KDC said', async () => {
    for (const [code, result] of [
      [24, 'wrong-password'],
      [18, 'refused'],
      [23, 'refused'],
      [12, 'refused'],
      [37, 'refused'],
      [29, 'no-kdc'],
    ] as const) {
      const kdc: Kdc = (_, turn) => (turn === 1 ? preAuthRequired : errorOf(code, now))
      assert.equal((await logOn(kdc)).result, result, String(code))
    }
    assert.equal((await logOn(() => errorOf(6, now))).result, 'refused')
  })

  test('is known to be possible beforehand, by a question with no password in it', async () => {
    for (const [kdc, isInReach, asked] of [
      [() => preAuthRequired, true, 1],
      [() => errorOf(6, now), true, 1],
      [() => errorOf(29, now), false, 1],
      [() => undefined, false, 2],
      [() => Buffer.from('<html>please pay</html>'), false, 1],
    ] as const) {
      const { kerberos, requests } = behind(kdc)
      assert.equal(await kerberos.isInReach(never), isInReach)
      assert.equal(requests.length, asked)
    }
    const { kerberos, requests } = behind(() => preAuthRequired, { keytabFile: join(folder, 'none') })
    assert.equal(await kerberos.isInReach(never), false)
    assert.equal(requests.length, 0)
  })

  test('that gets no answer, or one that is none, had no KDC', async () => {
    assert.equal((await logOn(() => undefined)).result, 'no-kdc')
    assert.equal((await logOn((_, turn) => (turn === 1 ? preAuthRequired : undefined))).result, 'no-kdc')
    assert.equal((await logOn(() => Buffer.from('<html>please pay</html>'))).result, 'no-kdc')
  })
})

suite('somebody in the place of the KDC', () => {
  test('who chose the password himself does not know this computer’s key (Zanarotti)', async () => {
    const kdc: Kdc = (request, turn) =>
      turn === 1 ? preAuthRequired : reply(request, { serviceKey: Buffer.alloc(32, 9) })
    assert.equal((await logOn(kdc)).result, 'not-proved')
  })

  test('who overheard a ticket of hers does not know what is in it', async () => {
    const kdc: Kdc = (request, turn) =>
      turn === 1 ? preAuthRequired : reply(request, { ticketSessionKey: Buffer.alloc(32, 9) })
    assert.equal((await logOn(kdc)).result, 'not-proved')
  })

  test('who kept a ticket of hers, with all its keys, is found out by this computer’s clock', async () => {
    const yesterday = new Date(now.getTime() - 86_400_000)
    const kdc: Kdc = (request, turn) => (turn === 1 ? preAuthRequired : reply(request, { now: yesterday }))
    assert.equal((await logOn(kdc)).result, 'not-proved')
    // Also when he says that it is yesterday: then it is the clock that she is told to look at, and nobody is believed.
    const then = errorOf(25, yesterday, methodData(salt))
    const posing: Kdc = (request, turn) => (turn === 1 ? then : reply(request, { now: yesterday }))
    assert.equal((await logOn(posing)).result, 'clock-off')
  })

  test('who gives a ticket without asking for anything is not believed', async () => {
    assert.equal((await logOn((request) => reply(request))).result, 'not-proved')
  })

  test('who wants RC4, or few iterations, gets nothing to try passwords on', async () => {
    for (const data of [methodData(salt, [23]), methodData(salt, [18], Buffer.of(0, 0, 0, 1))]) {
      const { result, requests } = await logOn(() => errorOf(25, now, data))
      assert.equal(result, 'not-proved')
      assert.equal(requests.length, 1)
    }
  })

  test('is not found out where the keytab has no key of this computer: so nobody is believed', async () => {
    const empty = join(folder, 'empty')
    await writeFile(empty, keytab())
    const others = join(folder, 'others')
    // Whoever runs that service has its key.
    await writeFile(others, keytab(['host', 'OLD'], ['http', 'www.corp.example']))
    for (const file of [empty, others, join(folder, 'none')]) {
      const { result, requests } = await logOn(asTheDomain, { keytabFile: file })
      assert.equal(result, 'not-proved')
      assert.equal(requests.length, 1, 'nothing of the password was sent')
      assert.equal((await logOn(() => undefined, { keytabFile: file })).result, 'no-kdc')
    }
  })
})
