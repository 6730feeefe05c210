import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { token } from './index.ts'

const seed = '3132333435363738393031323334353637383930'
const table = `serial;seed;type;digits
T-1;${seed};hotp;6
T-2;${seed};totp;8
T-3;zz;totp;6
`

/** A server that knows T-2. */
async function aServer() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-token-'))
  const bodies: { readonly dryRun: boolean; readonly tokens: readonly { readonly serial: string }[] }[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const body = JSON.parse(Buffer.concat(chunks).toString()) as (typeof bodies)[number]
      bodies.push(body)
      const states = body.tokens.map(({ serial }) => (serial === 'T-2' ? 'known' : 'new'))
      response.end(JSON.stringify({ states }))
    })()
  })
  const socket = join(folder, 'local.sock')
  server.listen(socket)
  await once(server, 'listening')
  const out: string[] = []
  return {
    bodies,
    out,
    async run(text: string, ...words: readonly string[]) {
      const file = join(folder, 'list')
      await writeFile(file, text)
      return await token(['import', file, ...words], socket, {
        out: (line) => void out.push(line),
        err: (line) => void out.push(line),
      })
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

suite('a list of tokens at the terminal', () => {
  test('says what would become of each line, and writes nothing before --yes', async () => {
    await using server = await aServer()
    assert.equal(await server.run(table), 1)
    assert.deepEqual(server.out, [
      'line 2\tT-1\tnew',
      'line 3\tT-2\talready there',
      'line 4\tT-3\tbad-seed',
      '1 would be imported, 1 cannot be used, of 3',
      'nothing was written; say it again with --yes',
    ])
    await server.run(table, '--yes')
    assert.deepEqual(
      server.bodies.map(({ dryRun }) => dryRun),
      [true, false],
    )
  })

  test('is sent in pieces, and shows no seed', async () => {
    await using server = await aServer()
    const lines = Array.from({ length: 250 }, (_, i) => `N-${i};${seed};hotp;6`)
    assert.equal(await server.run(`serial;seed;type;digits\n${lines.join('\n')}\n`, '--yes'), 0)
    assert.deepEqual(
      server.bodies.map(({ tokens }) => tokens.length),
      [100, 100, 50],
    )
    assert.doesNotMatch(server.out.join('\n'), new RegExp(seed))
    assert.equal(server.out.at(-1), '250 imported, 0 cannot be used, of 250')
  })

  test('that is a container is read as one, and what is neither is not sent', async () => {
    await using server = await aServer()
    const container = `<?xml version="1.0"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage>
<DeviceInfo><Manufacturer>Example</Manufacturer><SerialNo>P-1</SerialNo></DeviceInfo>
<Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">
<AlgorithmParameters><ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters>
<Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
<Counter><PlainValue>0</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>`
    assert.equal(await server.run(container), 0)
    assert.equal(server.out[0], 'key 1\tP-1\tnew')
    await assert.rejects(server.run('serial;colour\nT-1;red\n'), /is not used: unknown-columns: colour/)
    assert.equal(server.bodies.length, 1)
  })
})
