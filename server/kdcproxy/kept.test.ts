import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { suite, test } from 'node:test'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { frame } from '@keyturn/protocols/kkdcp'
import { vectors } from '../../protocols/kkdcp/vectors.ts'
import { aFreePort, aKdc, aProxy as anyProxy, framedIn, refuses } from './testing.ts'

/** A KRB-ERROR that can be told from the others: what a KDC answers its n-th message with. */
const error = (n: number) => Buffer.from(frame(Buffer.of(0x7e, n)))

/** A KDC that does these for its messages, one after the other, and answers all others with their number. */
async function aKdcThat(...turns: readonly ((socket: Socket, n: number) => unknown)[]) {
  let n = 0
  return await aKdc((socket) => {
    const act = turns[n++] ?? answers
    act(socket, n)
  })
}

/** Whose answers are heard to their end before the next question: a connection is kept a turn later. */
function aProxy(dcs: Parameters<typeof anyProxy>[0]) {
  const proxy = anyProxy(dcs)
  const ask = async (body: Uint8Array) => {
    const answer = await proxy.ask(body)
    await turn()
    return answer
  }
  return { ...proxy, ask }
}

const numberIn = (answer: Uint8Array) => framedIn(answer).at(-1)
const answers = (socket: Socket, n: number) => socket.write(error(n))

async function ends(socket: Socket | undefined): Promise<void> {
  if (socket === undefined || socket.destroyed) return
  await once(socket, 'close')
}

suite('a connection to a KDC', () => {
  test('is kept for the next message, and ends when none comes, or with the server', async () => {
    await using kdc = await aKdcThat()
    const world = aProxy([kdc])
    for (const n of [1, 2, 3]) assert.equal(numberIn(await world.ask(vectors.asRequest)), n)
    assert.equal(kdc.taken(), 1)
    await ends(kdc.standing()[0])
    await world.ask(vectors.tgsRequest)
    assert.equal(kdc.taken(), 2)
    await world[Symbol.asyncDispose]()
    await ends(kdc.standing()[0])
  })

  test('has one message at a time, and of many sixteen are kept', async () => {
    const waiting: (() => void)[] = []
    const later = (socket: Socket, n: number) => void waiting.push(() => answers(socket, n))
    await using kdc = await aKdcThat(...Array.from({ length: 20 }, () => later))
    await using world = aProxy([kdc])
    const asked = Array.from({ length: 20 }, () => world.ask(vectors.asRequest))
    while (waiting.length < 20) await sleep(5)
    assert.equal(kdc.taken(), 20)
    for (const say of waiting.toReversed()) say()
    const numbers = (await Promise.all(asked)).map(numberIn)
    assert.equal(new Set(numbers).size, 20)
    while (kdc.standing().length > 16) await sleep(5)
    await world.ask(vectors.asRequest)
    assert.equal(kdc.taken(), 20)
  })

  test('is not used for ever', async () => {
    await using kdc = await aKdcThat()
    await using world = aProxy([kdc])
    for (let n = 1; n <= 40; n++) await world.ask(vectors.asRequest)
    assert.equal(kdc.taken(), 2)
  })

  test('that the KDC closed after its answer, or closes before the next one, is replaced', async () => {
    const closes = (socket: Socket, n: number) => socket.end(error(n))
    const drops = (socket: Socket) => socket.resetAndDestroy()
    const hangsUp = (socket: Socket) => socket.end()
    await using kdc = await aKdcThat(closes, answers, drops, answers, hangsUp, answers)
    await using world = aProxy([kdc])
    for (const n of [1, 2, 4, 6]) assert.equal(numberIn(await world.ask(vectors.asRequest)), n)
    assert.deepEqual([kdc.taken(), kdc.got.length], [4, 6])
    assert.doesNotMatch(world.said(), /did not answer/)
  })

  test('that broke is replaced once for a message, and then the next DC is asked', async () => {
    const port = await aFreePort()
    let n = 0
    const failing = (socket: Socket) => (++n === 1 ? socket.write(error(n)) : socket.end())
    await using first = await aKdc(failing, '127.0.0.2', port)
    await using second = await aKdc((socket) => socket.write(error(77)), '127.0.0.3', port)
    await using world = aProxy([first, second])
    await world.ask(vectors.asRequest)
    assert.equal(numberIn(await world.ask(vectors.asRequest)), 77)
    assert.deepEqual([first.got.length, second.got.length], [3, 1])
  })

  test('is never one for changes of passwords: those are sent once', async () => {
    const port = await aFreePort()
    let n = 0
    const failing = (socket: Socket) => (++n === 1 ? socket.write(error(n)) : socket.destroy())
    await using kdc = await aKdc(failing, '127.0.0.2', port)
    await using world = aProxy([kdc])
    await world.ask(vectors.passwordRequest)
    await ends(kdc.standing()[0])
    await refuses(world.ask(vectors.passwordRequest), 'kdc-proxy.no-kdc')
    assert.deepEqual([kdc.taken(), kdc.got.length], [2, 2])
  })
})

suite('nobody gets what was said to somebody else', () => {
  test('by a KDC that answers twice, at once or while nobody waits', async () => {
    const twice = (socket: Socket, n: number) => socket.write(Buffer.concat([error(n), error(99)]))
    const andAHalf = (socket: Socket, n: number) =>
      socket.write(Buffer.concat([error(n), error(99).subarray(0, 3)]))
    const spoken = Promise.withResolvers<void>()
    const later = async (socket: Socket, n: number) => {
      socket.write(error(n))
      await sleep(50)
      socket.write(error(99))
      spoken.resolve(ends(socket))
    }
    await using kdc = await aKdcThat(twice, andAHalf, later)
    await using world = aProxy([kdc])
    for (const n of [1, 2, 3]) assert.equal(numberIn(await world.ask(vectors.asRequest)), n)
    await spoken.promise
    assert.equal(numberIn(await world.ask(vectors.asRequest)), 4)
    assert.equal(kdc.taken(), 4)
  })

  test('by a KDC that answers when who asked is gone', async () => {
    const heard = Promise.withResolvers<Socket>()
    await using kdc = await aKdcThat(answers, (socket) => heard.resolve(socket))
    await using world = aProxy([kdc])
    await world.ask(vectors.asRequest)
    const gone = new AbortController()
    const lost = world.proxy.pass(vectors.asRequest, '192.0.2.1', gone.signal)
    const socket = await heard.promise
    gone.abort()
    await refuses(lost, 'kdc-proxy.no-kdc')
    socket.write(error(99))
    assert.equal(numberIn(await world.ask(vectors.asRequest)), 3)
    assert.equal(kdc.taken(), 2)
  })

  test('by a KDC that falls silent: its connection is not used again, nor the message sent again', async () => {
    const heard = Promise.withResolvers<Socket>()
    await using kdc = await aKdcThat(answers, (socket) => heard.resolve(socket))
    await using world = aProxy([kdc])
    await world.ask(vectors.asRequest)
    await refuses(world.ask(vectors.asRequest), 'kdc-proxy.no-kdc')
    await ends(await heard.promise)
    assert.equal(kdc.got.length, 2)
    assert.equal(numberIn(await world.ask(vectors.asRequest)), 3)
  })

  test('by a KDC that closes midway: what came is no answer, and the next DC is asked', async () => {
    const port = await aFreePort()
    let n = 0
    const midway = (socket: Socket) =>
      ++n === 1 ? socket.write(error(n)) : socket.end(error(n).subarray(0, 5))
    await using first = await aKdc(midway, '127.0.0.2', port)
    await using second = await aKdc((socket) => socket.write(error(77)), '127.0.0.3', port)
    await using world = aProxy([first, second])
    await world.ask(vectors.asRequest)
    assert.equal(numberIn(await world.ask(vectors.asRequest)), 77)
    assert.deepEqual([first.got.length, second.got.length], [2, 1])
  })

  test('by a KDC whose answer is to another kind of message', async () => {
    const port = await aFreePort()
    await using first = await aKdc((socket) => socket.write(vectors.ticket), '127.0.0.2', port)
    await using second = await aKdc((socket) => socket.write(error(77)), '127.0.0.3', port)
    await using world = aProxy([first, second])
    assert.deepEqual(framedIn(await world.ask(vectors.asRequest)), Uint8Array.from(vectors.ticket))
    assert.equal(numberIn(await world.ask(vectors.tgsRequest)), 77)
    assert.equal(first.got.length, 2)
  })
})
