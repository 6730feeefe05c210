import type { Caller } from '@keyturn/contract'
import type { FastifyRequest } from 'fastify'
import { Fault } from '#kernel'
import { readToken } from './sessions/cookies.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { Session } from './sessions/state.ts'

/** A request as a device signed it: the exact bytes of the body, and the URL as it was sent (path and query). */
export interface SignedRequest {
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly body: Uint8Array
}

/** Who sent it, if a device proved that. May also throw a Fault of its own. */
export type AuthenticateDevice = (
  request: SignedRequest,
) => Promise<{ readonly id: string; readonly name: string } | undefined>

export interface CallerDeps {
  readonly sessions: Sessions
  readonly authenticateDevice: AuthenticateDevice
}

export interface Known {
  readonly session: Session | undefined
  readonly device: { readonly id: string; readonly name: string } | undefined
}

const nobody: Known = { session: undefined, device: undefined }

/** @throws {Fault} `session.missing` or `device.unknown` */
export async function requireCaller(
  caller: Caller,
  request: FastifyRequest,
  { sessions, authenticateDevice }: CallerDeps,
): Promise<Known> {
  switch (caller) {
    case 'anyone':
    case 'local':
      return nobody
    case 'reset':
    case 'person': {
      const session = await sessions.find(caller, readToken(request, caller))
      if (session === undefined) throw new Fault('session.missing', `no ${caller} session`)
      return { session, device: undefined }
    }
    case 'device': {
      const { method, url } = request.raw
      const { authorization } = request.headers
      const signed = {
        method: method ?? '',
        url: url ?? '',
        authorization,
        body: request.bytes ?? Buffer.of(),
      }
      const device = await authenticateDevice(signed)
      if (device === undefined) throw new Fault('device.unknown', 'no device proved this request')
      return { session: undefined, device }
    }
  }
}
