import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { issueCertificate, certificatePem, p256Key } from '@keyturn/protocols/pki'
import { Refused } from '../api/exchange.ts'
import type { ServerApi } from '../api/server-api.ts'
import type { Message, Typing } from '../screen/index.ts'
import { readAccount } from './account-file.ts'
import { requestCertificate } from './certificate.ts'
import { askPerson } from './person.ts'

const signal = new AbortController().signal

suite('a service account in a file', () => {
  test('is read from two lines, and whatever else stands there is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-account-'))
    const file = join(folder, 'account')
    try {
      for (const ending of ['', '\n', '\r\n']) {
        await writeFile(file, `svc-vpn${ending.startsWith('\r') ? '\r\n' : '\n'} with spaces ${ending}`, {
          mode: 0o600,
        })
        const expected = { kind: 'password', name: 'svc-vpn', password: ' with spaces ' }
        assert.deepEqual(await readAccount(file), expected)
      }
      for (const text of ['', 'svc-vpn\n', 'svc-vpn\nsecret\nmore\n', '\nsecret\n']) {
        await writeFile(file, text)
        await assert.rejects(readAccount(file), /needs two lines/)
      }
      await writeFile(file, 'svc-vpn\nsecret\n')
      await chmod(file, 0o640)
      await assert.rejects(readAccount(file), /can be read by others: chmod 600/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

suite("the person's own password", () => {
  function asked(name: string | undefined, password: string | undefined) {
    const shown: Message[] = []
    const typing: Typing = { line: async () => name, secret: async () => password }
    const credential = askPerson({ screen: { show: (one) => void shown.push(one) }, typing }, signal)
    return credential.then((got) => ({ got, asked: shown.map((one) => ('for' in one ? one.for : one.what)) }))
  }

  test('is asked for after her name', async () => {
    assert.deepEqual(await asked(' alice ', ' Blauer Füller '), {
      got: { kind: 'password', name: 'alice', password: ' Blauer Füller ' },
      asked: ['name', 'password'],
    })
  })

  test('who types nothing is not let in with nothing', async () => {
    assert.deepEqual(await asked('', 'x'), { got: undefined, asked: ['name'] })
    assert.deepEqual((await asked('alice', undefined)).got, undefined)
  })
})

suite('a certificate of the server', () => {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  function certifying(keyOf: (asked: string) => Parameters<typeof issueCertificate>[0]['key'] | undefined) {
    const seen: string[] = []
    const call = async (_: unknown, { body }: { body: { key: string } }) => {
      seen.push(body.key)
      const key = keyOf(body.key)
      if (key === undefined) throw new Error('the answer was lost')
      const now = Date.now()
      const der = issueCertificate({
        serial: Uint8Array.of(1),
        issuer: 'ca',
        subject: 'device',
        notBefore: new Date(now),
        notAfter: new Date(now + 60_000),
        key,
        issuerKey: ca.privateKey,
        use: 'client',
      })
      return { certificate: certificatePem(der), expires: new Date(now).toISOString() }
    }
    return { api: { call } as unknown as Pick<ServerApi, 'call'>, seen }
  }
  const asWished = (asked: string) => p256Key(Buffer.from(asked, 'base64url'))

  test('comes with its key, which the server never saw', async () => {
    const { api } = certifying(asWished)
    const got = await requestCertificate('L'.repeat(22), api, signal)
    assert.ok(got?.kind === 'certificate')
    const key = createPrivateKey(got.key)
    assert.ok(new X509Certificate(got.certificate).publicKey.equals(createPublicKey(key)))
  })

  test('is asked for again with the same key when the answer was lost', async () => {
    let left = 1
    const { api, seen } = certifying((asked) => (left-- > 0 ? undefined : asWished(asked)))
    assert.equal((await requestCertificate('L'.repeat(22), api, signal))?.kind, 'certificate')
    assert.equal(seen.length, 2)
    assert.equal(new Set(seen).size, 1)
  })

  test('for somebody else’s key is not used', async () => {
    const { api } = certifying(() => stranger.publicKey)
    assert.equal(await requestCertificate('L'.repeat(22), api, signal), undefined)
  })

  test('that is refused is not asked for again', async () => {
    let calls = 0
    const call = async () => {
      calls++
      throw new Refused('tunnel.refused', 403)
    }
    const api = { call } as unknown as Pick<ServerApi, 'call'>
    assert.equal(await requestCertificate('L'.repeat(22), api, signal), undefined)
    assert.equal(calls, 1)
  })
})
