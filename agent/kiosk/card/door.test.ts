import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { openDoor, type Door } from './door.ts'

let cards: Server
let door: Door
let asked = 0
const portOf = (server: Server) => (server.address() as AddressInfo).port

before(async () => {
  cards = createServer((socket) => {
    asked += 1
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => socket.end(`heard ${bytes.toString()}`))
  }).listen(0, '127.0.0.1')
  await once(cards, 'listening')
  door = await openDoor(new URL(`https://127.0.0.1:${portOf(cards)}/`))
})
after(async () => {
  await door[Symbol.asyncDispose]()
  cards.close()
})

/** What a browser does with a proxy. @returns what came through, or the proxy's status. */
async function through(target: string, says = 'hello'): Promise<string | number> {
  const asking = request({ port: door.port, host: '127.0.0.1', method: 'CONNECT', path: target }).end()
  const [response, socket] = (await once(asking, 'connect')) as [{ statusCode: number }, Socket]
  if (response.statusCode !== 200) {
    socket.destroy()
    return response.statusCode
  }
  socket.write(says)
  const pieces: Buffer[] = []
  for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

suite('the proxy of a kiosk', () => {
  test('leads nowhere but to where cards are shown, and knows of nothing else that it was asked', async () => {
    const port = portOf(cards)
    const elsewhere = [
      `127.0.0.2:${port}`,
      `127.0.0.1:${port + 1}`,
      `localhost:${port}`,
      '127.0.0.1',
      '[::1]:22',
    ]
    for (const target of elsewhere) assert.equal(await through(target), 403, target)
    const page = request({ port: door.port, host: '127.0.0.1', path: `http://127.0.0.1:${port}/` }).end()
    const [answer] = (await once(page, 'response')) as [{ statusCode: number; resume(): void }]
    answer.resume()
    assert.equal(answer.statusCode, 403)
    assert.equal(asked, 0)
    assert.equal(door.sinceAskedMs(), Infinity)
  })

  test('lets through what is said there, and knows when', async () => {
    assert.equal(await through(`127.0.0.1:${portOf(cards)}`), 'heard hello')
    assert.equal(asked, 1)
    assert.ok(Number.isFinite(door.sinceAskedMs()))
  })

  test('is shut with the kiosk', async () => {
    const other = await openDoor(new URL(`https://127.0.0.1:${portOf(cards)}/`))
    await other[Symbol.asyncDispose]()
    const asking = request({ port: other.port, host: '127.0.0.1', method: 'CONNECT', path: 'a:1' }).end()
    await assert.rejects(once(asking, 'connect'), /ECONNREFUSED/)
  })
})
