import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionKind } from './state.ts'

/** With this prefix a browser takes the cookie only over TLS, for this host alone and for all of it (RFC 6265bis 4.1.3.2). */
const nameOf = (kind: SessionKind) => `__Host-keyturn-${kind}`

const always = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const

export function readToken(request: FastifyRequest, kind: SessionKind): string {
  return request.cookies[nameOf(kind)] ?? ''
}

export function giveToken(
  reply: FastifyReply,
  kind: SessionKind,
  token: { value: string; ttlSeconds: number },
) {
  reply.setCookie(nameOf(kind), token.value, { ...always, maxAge: token.ttlSeconds })
}

export function takeToken(reply: FastifyReply, kind: SessionKind): void {
  reply.clearCookie(nameOf(kind), always)
}
