import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { until } from './domain/wait.ts'
import type { Host } from './site/host.ts'
import { splice } from './splice.ts'

/** A port of a host, to be reached from the machine underneath. */
export interface Published extends AsyncDisposable {
  readonly address: '127.0.0.1'
  readonly port: number
}

const relay = join(import.meta.dirname, 'relay.ts')

/**
 * Unix sockets don't care about network namespaces: a listener on 127.0.0.1 here, a relay there, a socket file
 * between them. `hostPort` 0 takes any free port.
 */
export async function publish(host: Host, port: number, hostPort = 0): Promise<Published> {
  const socket = join(host.dataFolder, `published-${port}`)
  const there = await host.spawn([process.execPath, relay, socket, String(port)], { name: `relay-${port}` })
  await until(`port ${port} of ${host.name} is relayed`, 5_000, async () => {
    if (!there.running) throw new Error(`the relay ended: ${await there.log()}`)
    return canConnect(socket)
  })
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    open.add(near.once('close', () => open.delete(near)))
    splice(near, connect({ path: socket, allowHalfOpen: true }))
  })
  server.listen(hostPort, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const near of open) near.destroy()
      await there.stop()
    },
  }
}

function canConnect(socket: string): Promise<true | string> {
  const { promise, resolve } = Promise.withResolvers<true | string>()
  const probe = connect(socket)
  probe.once('error', (error) => resolve(error.message))
  probe.once('connect', () => {
    probe.destroy()
    resolve(true)
  })
  return promise
}
