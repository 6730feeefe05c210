import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { formatEntry } from '@keyturn/protocols/audit'
import { createSigner, formatVerifierKey } from '@keyturn/protocols/tlog'
import { anEmptyFolder, anEntry, noteOf, origin, pin, run, signer, someEntries } from './testing.ts'

suite('keyturn audit export', () => {
  test('writes what verifies, grows it, and goes on after it was interrupted', async () => {
    await using server = await aServer()
    await using folder = await anEmptyFolder()
    server.entries = someEntries(4_500)
    assert.match((await server.export(folder.path)).said, /^EXPORTED: 4,500 entries, 4,500 of them new/)
    server.entries = someEntries(5_000)
    assert.match((await server.export(folder.path)).said, /^EXPORTED: 5,000 entries, 500 of them new/)
    await folder.change('entries.jsonl', (text) => `${text}{"v":1,"index":5000,"at":"2026-`)
    server.entries = someEntries(5_100)
    assert.match((await server.export(folder.path)).said, /5,100 entries, 100 of them new/)
    assert.equal((await folder.verify('--key', pin)).code, 0)
  })

  test('a server that stops in the middle leaves what the next run takes up', async () => {
    await using server = await aServer()
    await using folder = await anEmptyFolder()
    server.entries = someEntries(6_000)
    server.pagesLeft = 2
    const broken = await server.export(folder.path)
    assert.equal(broken.code, 2)
    assert.match(broken.said, /^NOT EXPORTED: /)
    server.pagesLeft = Infinity
    assert.match((await server.export(folder.path)).said, /6,000 entries, 2,000 of them new/)
  })

  test('tells when the server’s log was cut, changed, or is another one', async () => {
    await using server = await aServer()
    await using folder = await anEmptyFolder()
    server.entries = someEntries(100)
    await server.export(folder.path)
    server.entries = someEntries(60)
    assert.match((await server.export(folder.path)).said, /has 60 entries, and had 100: it was cut/)
    server.entries = someEntries(200).with(7, { ...anEntry(7), outcome: 'ok' })
    assert.match((await server.export(folder.path)).said, /do not add up to what the server signed/)
    server.signer = createSigner(origin, Buffer.alloc(32, 2))
    assert.match((await server.export(folder.path)).said, /the folder holds a log signed by/)
  })

  test('does not build on a folder that somebody changed', async () => {
    await using server = await aServer()
    await using folder = await anEmptyFolder()
    server.entries = someEntries(100)
    await server.export(folder.path)
    await folder.change('entries.jsonl', (text) => text.replace('10.1.2.3', '10.1.2.4'))
    assert.match((await server.export(folder.path)).said, /are not those of its checkpoint/)
    await folder.change('entries.jsonl', (text) => text.replace('10.1.2.4', '10.1.2.3'))
    assert.equal((await server.export(folder.path)).code, 0)
    await folder.change('entries.jsonl', (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1))
    assert.match((await server.export(folder.path)).said, /has 99 entries of the 100 of its checkpoint/)
  })

  test('without a server says so', async () => {
    await using folder = await anEmptyFolder()
    const { code, said } = await run(['export', folder.path], join(folder.path, 'no.sock'))
    assert.equal(code, 2)
    assert.match(said, /no server answers/)
  })
})

/** The two routes of the local socket, as the server answers them. */
async function aServer() {
  const folder = await anEmptyFolder()
  const socket = join(folder.path, 'local.sock')
  const state = { entries: someEntries(0), signer, pagesLeft: Infinity }
  const server = createServer((request, answer) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.endsWith('/checkpoint')) {
      const checkpoint = noteOf(state.entries, state.signer)
      answer.end(JSON.stringify({ checkpoint, verifierKey: formatVerifierKey(state.signer.key) }))
      return
    }
    if (state.pagesLeft-- <= 0) {
      answer.destroy()
      return
    }
    const [from, limit] = ['from', 'limit'].map((name) => Number(url.searchParams.get(name)))
    const page = state.entries.slice(from, (from ?? 0) + (limit ?? 0)).map(formatEntry)
    answer.end(JSON.stringify({ entries: page, next: null }))
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return Object.assign(state, {
    export: async (directory: string) => await run(['export', directory], socket),
    async [Symbol.asyncDispose]() {
      server.close()
      await folder[Symbol.asyncDispose]()
    },
  })
}
