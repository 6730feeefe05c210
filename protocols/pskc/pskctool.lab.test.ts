import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { figures } from './figures.ts'
import { readPskc } from './index.ts'
import { writeContainer, type WrittenKey } from './testing.ts'

/** Debian's `pskctool`, with the container on stdin. */
const pskctool = (input: string, ...asked: readonly string[]) =>
  execFileSync('pskctool', asked, { input, encoding: 'utf8' })

const keys = Array.from({ length: 20 }, (_, i): WrittenKey => ({
  id: `key${i}`,
  type: i % 2 === 0 ? 'hotp' : 'totp',
  digits: 6 + (i % 3),
  seed: randomBytes(20 + i),
  numbers: i % 2 === 0 ? { Counter: i * 1000 } : { TimeInterval: 30 + 30 * (i % 4), TimeDrift: i - 10 },
}))

/** What `pskctool --info` says of each key, in our words. */
function told(container: string) {
  const packages = pskctool(container, '--info')
    .split(/^\s*KeyPackage \d+:$/m)
    .slice(1)
  const field = (text: string, name: string) => new RegExp(`^\\s*${name}: (.*)$`, 'm').exec(text)?.[1]
  return packages.map((text) => {
    const drift = field(text, 'Key TimeDrift')
    return {
      id: field(text, 'Id'),
      serial: field(text, 'SerialNo'),
      seed: field(text, 'Key Secret \\(base64\\)'),
      digits: field(text, 'Response Format Length'),
      counter: field(text, 'Key Counter'),
      period: field(text, 'Key TimeInterval'),
      // libpskc 2.6.7 takes it for unsigned.
      drift: drift === undefined ? undefined : String(Number(drift) | 0),
    }
  })
}

const text = (value: number | undefined) => (value === undefined ? undefined : String(value))

async function ours(container: string) {
  const read = await readPskc(Buffer.from(container))
  assert.ok(read.ok && read.refused.length === 0)
  return read.tokens.map(({ id, serial, token, drift }) => ({
    id,
    serial,
    seed: Buffer.from(token.seed).toString('base64'),
    digits: text(token.digits),
    counter: text(token.type === 'hotp' ? token.counter : undefined),
    period: text(token.type === 'totp' ? token.periodSeconds : undefined),
    drift: token.type === 'totp' ? text(drift) : undefined,
  }))
}

suite('pskctool', () => {
  test('finds the containers of these tests, and those of RFC 6030, valid by its schema', () => {
    for (const container of [writeContainer(keys), figures[3], figures[6], figures[10]]) {
      assert.match(pskctool(container, '--validate'), /OK/)
    }
  })

  test('reads each key as we do', async () => {
    const container = writeContainer(keys)
    const theirs = told(container)
    assert.equal(theirs.length, keys.length)
    assert.deepEqual(await ours(container), theirs)
  })

  test('writes what we read: a container that it signed', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-pskc-'))
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder.path, name))
    const newKey = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=vendor']
    execFileSync('openssl', [...newKey, '-keyout', String(key), '-out', String(certificate)], {
      stdio: 'ignore',
    })
    const container = writeContainer(keys)
    const signed = pskctool(container, '--sign', `--sign-key=${key}`, `--sign-crt=${certificate}`)
    assert.match(signed, /SignatureValue/)
    assert.deepEqual(await ours(signed), await ours(container))
  })
})
