import type { AddressInfo } from 'node:net'
import { bytesOf, routes } from '@keyturn/contract'
import type { FastifyInstance } from 'fastify'
import type { Clock, Log, Random } from '#kernel'
import { createApp } from './app.ts'
import { requireSameSite } from './browser.ts'
import { mountBytes } from './bytes/bytes.ts'
import type { AuthenticateDevice } from './callers.ts'
import { type HttpConfig, readTls, usualLimits } from './config.ts'
import { listenLocally } from './local-socket.ts'
import { addressOf, mount, requireAllRoutes } from './mount.ts'
import { servePortal } from './portal.ts'
import { createRate, tooMany } from './rate.ts'
import { createRoom } from './bytes/room.ts'
import type { Route } from './route.ts'
import type { Sessions } from './sessions/sessions.ts'

export interface HttpDeps {
  /** Exactly the contract's, each once. */
  readonly routes: readonly Route[]
  readonly sessions: Sessions
  readonly authenticateDevice: AuthenticateDevice
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
}

export interface Http extends AsyncDisposable {
  /** Where it listens: `https://127.0.0.1:8443`. */
  readonly url: string
}

const sweepMs = 10 * 60 * 1000
/** Requests that are still running after this are cut. */
const patienceMs = 10_000

/**
 * Listens on the network and on the local socket until it is disposed of, which lets running requests finish.
 *
 * @throws {Fault} `config.invalid`
 * @throws {Error} when the routes are not those of the contract.
 */
export async function openHttp(config: HttpConfig, deps: HttpDeps): Promise<Http> {
  requireAllRoutes(deps.routes)
  const stopping = new AbortController()
  const limits = { ...usualLimits, ...config.limits }
  const { strangersPerSecond: perSecond, strangersAtOnce: atOnce } = limits
  const mounting = {
    ...deps,
    stopping: stopping.signal,
    strangers: createRate({ perSecond, atOnce }, deps.clock),
    room: createRoom({ bytes: limits.heldBytes, perAddress: limits.heldPerAddress }),
  }
  const isLocal = ({ name }: Route) => routes[name].caller === 'local'

  const network = await networkApp(config, deps)
  for (const one of deps.routes.filter((each) => !isLocal(each))) {
    if (bytesOf(one.name) === undefined) mount(network, one, mounting)
    else mountBytes(network, one, mounting)
  }
  const { portal: root, formsGoTo } = config
  if (root !== undefined) await servePortal(network, { root, formsGoTo, random: deps.random })

  const local = await createApp({ tls: undefined, trustedProxies: [], limits: usualLimits }, deps)
  for (const one of deps.routes) if (isLocal(one) || one.name === 'health') mount(local, one, mounting)

  const removeSocket = await listenLocally(local, config.localSocket)
  try {
    await network.listen({ host: config.address, port: config.port })
  } catch (error) {
    await local.close()
    await removeSocket()
    throw error
  }
  const sweeping = setInterval(() => {
    deps.sessions.sweep().catch((error: unknown) => deps.log.warn({ err: error }, 'sessions were not swept'))
  }, sweepMs).unref()

  return {
    url: urlOf(network, config),
    async [Symbol.asyncDispose]() {
      clearInterval(sweeping)
      stopping.abort()
      await Promise.all([network, local].map(closeInTime))
      await removeSocket()
    },
  }
}

async function networkApp(config: HttpConfig, deps: HttpDeps): Promise<FastifyInstance> {
  const limits = { ...usualLimits, ...config.limits }
  const tls = await readTls(config)
  const app = await createApp({ tls, trustedProxies: config.trustedProxies, limits }, deps)
  const rate = createRate({ perSecond: limits.requestsPerSecond, atOnce: limits.requestsAtOnce }, deps.clock)
  app.addHook('onRequest', async (request) => {
    const waitSeconds = rate.take(addressOf(request))
    if (waitSeconds > 0) throw tooMany(waitSeconds)
    requireSameSite(request)
  })
  return app
}

async function closeInTime(app: FastifyInstance): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  await app.close()
  clearTimeout(late)
}

function urlOf(app: FastifyInstance, config: HttpConfig): string {
  const { address, port } = app.server.address() as AddressInfo
  const scheme = config.certificateFile === undefined ? 'http' : 'https'
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`
}
