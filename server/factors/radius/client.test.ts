import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { createLog, secret, systemRandom } from '#kernel'
import { openRadiusClient, type RadiusConfig, type RadiusQuestion } from './client.ts'
import { aRadiusServer, type RadiusServer, type Says } from './testing/radius-server.ts'

const shared = 'a secret of more than 16 bytes'
const accept: Says = (_, say) => [say(2, [[18, 'Welcome']])]
const silent: Says = () => []

async function aClient(servers: readonly Pick<RadiusServer, 'port'>[], change: Partial<RadiusConfig> = {}) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-radius-'))
  const secretFile = join(folder.path, 'shared')
  writeFileSync(secretFile, `${shared}\n`, { mode: 0o600 })
  const lines: string[] = []
  const config: RadiusConfig = {
    servers: servers.map(({ port }) => ({ host: '127.0.0.1', port, secretFile })),
    nasIdentifier: 'keyturn',
    triesPerServer: 3,
    retryAfterMs: 60,
    timeoutMs: 2000,
    ...change,
  }
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const client = await openRadiusClient(config, { random: systemRandom, log })
  const ask = (password: string) => client.ask({ userName: 'alice', password: secret(password) })
  return { ...client, ask, askRadius: (question: RadiusQuestion) => client.ask(question), lines }
}

suite('a RADIUS server', () => {
  test('is told name and password, and says yes or no', async () => {
    await using server = await aRadiusServer(shared, ({ password }, say) => [
      password === 'Größe 7' ? say(2) : say(3, [[18, 'Wrong code']]),
    ])
    const client = await aClient([server])
    assert.deepEqual(await client.ask('Größe 7'), { outcome: 'accepted', messages: [] })
    assert.deepEqual(await client.ask('Größe 8'), { outcome: 'rejected', messages: ['Wrong code'] })
    assert.deepEqual(server.asked[0]?.userName, 'alice')
    assert.doesNotMatch(client.lines.join(''), /Größe/)
  })

  test('asks a question of its own, and gets the answer with its state', async () => {
    await using server = await aRadiusServer(shared, ({ state, password }, say) => {
      if (state === undefined)
        return [
          say(11, [
            [24, 'state 1'],
            [18, 'Code from your token?'],
          ]),
        ]
      return [state === 'state 1' && password === '42' ? say(2) : say(3)]
    })
    const client = await aClient([server])
    const first = await client.ask('PIN')
    assert.ok(first.outcome === 'challenged')
    assert.deepEqual(first.messages, ['Code from your token?'])
    const { challenge } = first
    const answer = { userName: 'alice', password: secret('42'), challenge }
    assert.deepEqual(await client.askRadius(answer), { outcome: 'accepted', messages: [] })
  })

  test('that is slow gets the very same datagram again, from the same port', async () => {
    let count = 0
    await using server = await aRadiusServer(shared, (asked, say) => (++count < 3 ? [] : accept(asked, say)))
    const client = await aClient([server])
    assert.equal((await client.ask('1')).outcome, 'accepted')
    const [one, two, three] = server.asked
    assert.deepEqual(one?.datagram, two?.datagram)
    assert.deepEqual(one?.datagram, three?.datagram)
    assert.equal(one?.from.port, three?.from.port)
  })

  test('that is away gives way to the next, which is asked first from then on', async () => {
    await using away = await aRadiusServer(shared, silent)
    await using there = await aRadiusServer(shared, accept)
    const client = await aClient([away, there])
    assert.equal((await client.ask('1')).outcome, 'accepted')
    assert.equal(away.asked.length, 3)
    assert.notDeepEqual(away.asked[0]?.datagram.subarray(4, 20), there.asked[0]?.datagram.subarray(4, 20))
    assert.equal((await client.ask('2')).outcome, 'accepted')
    assert.equal(away.asked.length, 3)
  })

  test('that challenged is the only one to get the answer', async () => {
    let away = false
    await using first = await aRadiusServer(shared, (_, say) => (away ? [] : [say(11, [[24, 's']])]))
    await using other = await aRadiusServer(shared, accept)
    const client = await aClient([first, other])
    const asked = await client.ask('PIN')
    assert.ok(asked.outcome === 'challenged')
    away = true
    const answer = { userName: 'alice', password: secret('42'), challenge: asked.challenge }
    assert.deepEqual(await client.askRadius(answer), { outcome: 'unanswered' })
    assert.equal(other.asked.length, 0)
    const gone = { ...asked.challenge, server: 'old.example:1812' }
    assert.deepEqual(await client.askRadius({ ...answer, challenge: gone }), { outcome: 'not-sent' })
  })

  test('that says nothing at all costs the time that is set, and no more', async () => {
    await using one = await aRadiusServer(shared, silent)
    await using two = await aRadiusServer(shared, silent)
    const client = await aClient([one, two], { retryAfterMs: 5_000, timeoutMs: 200 })
    const began = performance.now()
    assert.deepEqual(await client.ask('1'), { outcome: 'unanswered' })
    assert.ok(performance.now() - began < 1_500)
  })

  test('whose name does not resolve is passed over', async () => {
    await using there = await aRadiusServer(shared, accept)
    const { port } = there
    using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-radius-'))
    const secretFile = join(folder.path, 'shared')
    writeFileSync(secretFile, shared, { mode: 0o600 })
    const servers = ['radius.invalid', '127.0.0.1'].map((host) => ({ host, port, secretFile }))
    const client = await aClient([], { servers })
    assert.equal((await client.ask('1')).outcome, 'accepted')
    assert.match(client.lines.join(''), /radius\.invalid.*cannot be asked/)
  })

  test('is not sent what does not fit', async () => {
    await using server = await aRadiusServer(shared, accept)
    const client = await aClient([server])
    assert.deepEqual(await client.ask('x'.repeat(129)), { outcome: 'not-sent' })
    assert.equal(server.asked.length, 0)
  })
})

suite('a stranger on the network', () => {
  test('who answers from another port is not heard, and counted', async () => {
    const stranger = createSocket('udp4').bind(0, '127.0.0.1')
    await once(stranger, 'listening')
    await using server = await aRadiusServer(shared, ({ from }, say) => {
      stranger.send(say(2), from.port, from.address)
      return []
    })
    const client = await aClient([server], { triesPerServer: 2 })
    assert.deepEqual(await client.ask('1'), { outcome: 'unanswered' })
    assert.deepEqual(client.ignored(), { 'other-sender': 2 })
    assert.match(client.lines.join(''), /not to be believed/)
    stranger.close()
  })

  test('who answers first with forgeries does not keep the true answer out', async () => {
    await using server = await aRadiusServer(shared, ({ datagram }, say) => {
      const forged = say(2)
      forged.fill(7, 22, 38)
      const unsealed = say(2).subarray(0, 20)
      unsealed.writeUInt16BE(20, 2)
      return [Buffer.of(), datagram, forged, unsealed, say(2).subarray(0, 30), say(3)]
    })
    const client = await aClient([server])
    assert.deepEqual(await client.ask('1'), { outcome: 'rejected', messages: [] })
    assert.deepEqual(client.ignored(), {
      malformed: 2,
      'other-code': 1,
      'wrong-message-authenticator': 1,
      'no-message-authenticator': 1,
    })
  })

  test('who floods is logged once', async () => {
    await using server = await aRadiusServer(shared, (asked, say) => [
      ...Array<Buffer>(500).fill(Buffer.of(1)),
      ...accept(asked, say),
    ])
    const client = await aClient([server])
    await client.ask('1')
    assert.ok((client.ignored().malformed ?? 0) > 100)
    assert.equal(client.lines.filter((line) => line.includes('not to be believed')).length, 1)
  })
})

test('a shared secret that is empty, or that others can read, is refused at start', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-radius-'))
  for (const [text, mode] of [
    ['\n', 0o600],
    [shared, 0o644],
  ] as const) {
    const secretFile = join(folder.path, `shared-${mode}`)
    writeFileSync(secretFile, text, { mode })
    const servers = [{ host: '127.0.0.1', port: 1, secretFile }]
    await assert.rejects(aClient([], { servers }), { code: 'config.invalid' })
  }
})
