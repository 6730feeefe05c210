import { copyFile, mkdir } from 'node:fs/promises'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { basename, join, resolve } from 'node:path'
import type { Lab } from '@keyturn/lab'
import { startGraphDouble, type GraphDouble } from '../../server/entra/testing/index.ts'
import { splice } from '../../lab/splice.ts'

const relay = resolve(import.meta.dirname, '../../lab/relay.ts')

/** A call to Graph, as it came. */
export interface GraphCall {
  readonly at: number
  readonly requests: readonly GraphRequest[]
}

interface GraphRequest {
  readonly method: string
  readonly url: string
}

/**
 * The double of Entra ID and Graph, in this process, and for the server of a lab at the same port of its own 127.0.0.1:
 * socket files don't care about network namespaces.
 */
export async function startGraph() {
  const stack = new AsyncDisposableStack()
  const double: GraphDouble = stack.use(await startGraphDouble({ retryAfterSeconds: 1 }))
  const calls: GraphCall[] = []
  double.habits.instead = (_, __, body) => {
    const { requests = [] } = JSON.parse(body || '{}') as { requests?: readonly GraphRequest[] }
    calls.push({ at: performance.now(), requests })
    return false
  }
  const port = Number(new URL(double.url).port)

  /** Brings the way there, and says how the server is to be configured. */
  async function configIn(lab: Lab) {
    const host = lab.host('server')
    const folder = join(host.dataFolder, 'graph')
    await mkdir(folder, { recursive: true, mode: 0o755 })
    const socket = join(folder, 'socket')
    const open = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true }, (near) => {
      open.add(near.once('close', () => open.delete(near)))
      splice(near, connect({ port, host: '127.0.0.1', allowHalfOpen: true }))
    }).listen(socket)
    await once(server, 'listening')
    const there = await host.spawn([process.execPath, relay, String(port), socket], { name: 'graph' })
    stack.defer(async () => {
      server.close()
      for (const near of open) near.destroy()
      await there.stop()
    })
    const copied = async (file: string) => {
      const to = join(folder, basename(file))
      await copyFile(file, to)
      return to
    }
    const { tenant, clientId, url } = double
    return {
      entra: {
        tenant,
        clientId,
        certificateFile: await copied(double.certificateFile),
        keyFile: await copied(double.keyFile),
        caFile: await copied(double.caFile),
        endpoints: { login: url, graph: url },
      },
    }
  }

  return { double, calls, configIn, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
