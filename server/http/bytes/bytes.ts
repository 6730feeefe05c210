import { bytesOf, routes, type RouteName } from '@keyturn/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Fault } from '#kernel'
import { acceptedLanguages } from '../browser.ts'
import { addressOf, whenGone, type MountDeps } from '../mount.ts'
import { parseAnswer } from '../parse.ts'
import { tooMany } from '../rate.ts'
import type { Room } from './room.ts'
import type { Route, RouteRequest } from '../route.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    takesBytes?: boolean
  }
}

const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Seconds until there may be room: the longest that one request takes. */
const roomAfterSeconds = 5

/**
 * A route that takes and gives bytes, for programs that are not ours: how it says no is RFC 9110's. Whether there is room
 * is asked before a byte of the body is read. No session and no device is looked for.
 */
export function mountBytes(app: FastifyInstance, { name, handle }: Route, deps: MountDeps): void {
  const { method, path: url, answer } = routes[name]
  const { media, bodyBytes: bodyLimit } = bytesOf(name) ?? { media: '', bodyBytes: 0 }
  void app.register(async (inside) => {
    inside.removeAllContentTypeParsers()
    inside.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: FastifyRequest, bytes: Buffer) => bytes)
    inside.route({
      method,
      url,
      bodyLimit,
      config: { takesBytes: true },
      onRequest: async (request, reply) => {
        requireMedia(request, media)
        enter(deps.room, request, reply)
      },
      async handler(request, reply) {
        const asked = {
          params: {},
          query: {},
          body: request.body ?? Buffer.of(),
          origin: { address: addressOf(request), device: null },
          session: undefined,
          device: undefined,
          languages: acceptedLanguages(request.headers['accept-language']),
          signal: whenGone(reply, deps.stopping),
        }
        const { body } = await handle(asked as unknown as RouteRequest<RouteName>)
        const bytes = parseAnswer(answer, body) as Uint8Array
        return reply.header('cache-control', 'no-store').type(media).send(Buffer.from(bytes))
      },
    })
    inside.route({
      method: otherMethods.filter((one) => one !== method),
      url,
      config: { takesBytes: true },
      onRequest: async (_, reply) => {
        reply.header('allow', method)
        throw new Fault('request.method', `only ${method} is answered`)
      },
      handler: async () => undefined,
    })
  })
}

/** Clients that name no type are taken at their word (RFC 9110 8.3): Windows' is one of them. */
function requireMedia({ headers }: FastifyRequest, media: string): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type === undefined || type === media || type === 'application/octet-stream') return
  throw new Fault('request.media-type', `the body is not ${media}`)
}

function enter(room: Room, request: FastifyRequest, { raw }: FastifyReply): void {
  const length = request.headers['content-length']
  if (length === undefined) throw new Fault('request.length-missing', 'the request says no length')
  const left = room.enter(addressOf(request), Number(length))
  if (left === 'address') throw tooMany(1)
  if (left === 'all') {
    throw new Fault('request.busy', 'too many bodies are held', { retryAfterSeconds: roomAfterSeconds })
  }
  raw.once('close', left)
}
