/** For tests: a double of a KDC, and the proxy with some of them for its DCs. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { parseProxyMessage } from '@keyturn/protocols/kkdcp'
import type { AuditEvent, Receipt } from '../audit/index.ts'
import type { DomainController } from '../directory/index.ts'
import { createLog, Fault, systemClock } from '#kernel'
import { createKdcProxy, type KdcProxyConfig } from './index.ts'

const usual: KdcProxyConfig = { enabled: true, realms: ['CORP.EXAMPLE'], perSecond: 100, atOnce: 100 }
const { signal } = new AbortController()

interface At {
  readonly host: string
  readonly port: number
  readonly writable?: boolean
}

/** The proxy, with these for DCs. They all listen on one port, as DCs do. */
export function aProxy(
  dcs: readonly At[],
  {
    ports,
    takesChanges = async () => true,
    ...config
  }: Partial<KdcProxyConfig> & {
    ports?: { kdc: number; kpasswd: number }
    takesChanges?: () => Promise<boolean>
  } = {},
) {
  const events: AuditEvent[] = []
  let said = ''
  const sink = new Writable({ write: (chunk, _encoding, done) => ((said += String(chunk)), done()) })
  const port = dcs[0]?.port ?? 0
  const controllers: DomainController[] = dcs.map(({ host, writable = true }) => ({ host, writable }))
  const proxy = createKdcProxy(
    { ...usual, ...config },
    {
      directory: { domainControllers: async () => controllers },
      takesChanges,
      audit: { append: async (event) => (events.push(event), {} as Receipt) },
      clock: systemClock,
      log: createLog('debug', sink),
      ports: ports ?? { kdc: port, kpasswd: port },
    },
  )
  return {
    proxy,
    events,
    said: () => said,
    ask: (body: Uint8Array, address = '192.0.2.9') => proxy.pass(body, address, signal),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}

/** Listens as a KDC, and does this when a whole message is there. */
export async function aKdc(answer: (socket: Socket) => unknown, host = '127.0.0.1', port = 0) {
  const got: Uint8Array[] = []
  const first = Promise.withResolvers<void>()
  const sockets = new Set<Socket>()
  let taken = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    taken++
    let all = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (piece) => {
      if (socket.writableEnded) return
      all = Buffer.concat([all, piece])
      if (all.length < 4 + all.readUInt32BE(0)) return
      got.push(Uint8Array.from(all))
      all = Buffer.alloc(0)
      first.resolve()
      answer(socket)
    })
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    host,
    port: (server.address() as AddressInfo).port,
    got,
    asked: first.promise,
    /** Connections that it took, and those that stand. */
    taken: () => taken,
    standing: () => [...sockets],
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

export async function refuses(asked: Promise<unknown>, code: string, what?: string): Promise<Fault> {
  const fault = await asked.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  assert.ok(fault instanceof Fault, what)
  assert.equal(fault.code, code, what)
  return fault
}

export function framedIn(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(parseProxyMessage(bytes)?.framed ?? assert.fail())
}
