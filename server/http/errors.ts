import { errorCodes, type ErrorAnswer } from '@keyturn/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Fault, type Log, type Random } from '#kernel'
import { securityHeaders } from './headers.ts'
import { InvalidRequest } from './parse.ts'

export type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Turns whatever was thrown into an answer. All have the same shape; the cause is in the log, under `incident`. */
export function createErrorHandler(log: Log, random: Random): ErrorHandler {
  return (error, request, reply) => {
    const fault = asFault(error)
    const incident = Buffer.from(random(6)).toString('hex')
    const status = errorCodes[fault.code]
    const level = status >= 500 ? 'error' : 'info'
    const route = request.routeOptions?.url ?? ''
    log[level]({ incident, code: fault.code, method: request.method, route, err: fault }, 'a request failed')
    const { retryAfterSeconds } = fault
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
    const body: ErrorAnswer = {
      error: {
        code: fault.code,
        incident,
        ...(error instanceof InvalidRequest && { fields: [...error.fields] }),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      },
    }
    // Some errors come before the hooks that set headers.
    reply.headers({ ...securityHeaders(), 'cache-control': 'no-store' })
    return reply.status(status).type('application/json').send(body)
  }
}

function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413) return new Fault('request.too-large', 'the body is too large')
  if (status === 404) return new Fault('request.not-found', 'no such page')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Fault('request.cross-site', 'the body is not JSON')
  // Fastify's own messages for the rest may quote the request, so they stay out of the log.
  if (status < 500) return new Fault('request.invalid', `refused by the HTTP server (${code})`)
  return new Fault('internal', error instanceof Error ? error.message : 'not an error', { cause: error })
}
