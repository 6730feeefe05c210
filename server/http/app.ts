import type { IncomingMessage } from 'node:http'
import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import cookies from '@fastify/cookie'
import { fastify, type FastifyInstance } from 'fastify'
import { Fault, type Log, type Random } from '#kernel'
import type { HttpLimits } from './config.ts'
import { createErrorHandler, type ErrorHandler } from './errors.ts'
import { securityHeaders } from './headers.ts'
import { addressOf, readBodies } from './mount.ts'

export interface AppConfig {
  readonly tls: { readonly key: Buffer; readonly cert: Buffer } | undefined
  readonly trustedProxies: readonly string[]
  readonly limits: HttpLimits
}

interface AppDeps {
  readonly log: Log
  readonly random: Random
}

/** A server without routes: limits, headers, errors and the request log, the same on the network and locally. */
export async function createApp(config: AppConfig, { log, random }: AppDeps): Promise<FastifyInstance> {
  const onError = createErrorHandler(log, random)
  const app = create(config, onError)
  boundConnections(app, config)
  app.setErrorHandler(onError)
  app.setNotFoundHandler(async () => {
    throw new Fault('request.not-found', 'no such route')
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders())
  })
  readBodies(app)
  logRequests(app, log)
  await app.register(cookies)
  return app
}

function create({ tls, trustedProxies, limits }: AppConfig, onError: ErrorHandler): FastifyInstance {
  const timing = {
    headersTimeout: limits.headerSeconds * 1000,
    requestTimeout: limits.requestSeconds * 1000,
    // How often Node looks for connections that broke the two above.
    connectionsCheckingInterval: 1000,
  }
  const options = {
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: timing.requestTimeout,
    connectionTimeout: limits.idleSeconds * 1000,
    keepAliveTimeout: limits.idleSeconds * 1000,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    frameworkErrors: onError,
    clientErrorHandler: refuse,
  } as const
  if (tls === undefined) return fastify({ ...options, http: timing }) as FastifyInstance
  const https: ServerOptions = {
    ...timing,
    ...tls,
    minVersion: 'TLSv1.2',
    handshakeTimeout: timing.headersTimeout,
  }
  return fastify({ ...options, https }) as unknown as FastifyInstance
}

/** Node's header timeout starts with the first byte (seen with 24.21): who sends none would stay for the idle time. */
function boundConnections({ server }: FastifyInstance, { tls, limits }: AppConfig): void {
  server.maxConnections = limits.connections
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    socket.setTimeout(limits.headerSeconds * 1000)
  })
  server.on('request', ({ socket }: IncomingMessage) => {
    socket.setTimeout(limits.idleSeconds * 1000)
  })
}

/** What is not HTTP, or came too slowly, has no request to answer. */
function refuse(
  _error: Error,
  socket: { writable: boolean; end(text: string): void; destroy(): void },
): void {
  if (socket.writable)
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  else socket.destroy()
}

/** Route and not URL: neither ids nor query strings; and no bodies, no cookies. */
function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        method: request.method,
        route: request.is404 ? '' : request.routeOptions.url,
        status: reply.statusCode,
        tookMs: Math.round(reply.elapsedTime),
        address: addressOf(request),
      },
      'request',
    )
  })
}
