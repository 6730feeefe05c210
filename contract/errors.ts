import { z } from 'zod'

/** Every code an answer may carry, with its HTTP status. Stable for ever: clients, translations and runbooks use them. */
export const errorCodes = {
  'request.invalid': 400,
  'request.too-large': 413,
  'request.not-found': 404,
  'request.cross-site': 403,
  'request.too-many': 429,
  'request.method': 405,
  'request.length-missing': 411,
  'request.media-type': 415,
  'request.busy': 503,
  'portal.closed': 403,
  'session.missing': 401,
  'session.unproved': 403,
  'reset.expired': 410,
  'reset.step-refused': 409,
  'sign-in.refused': 401,
  'factor.locked': 429,
  'factor.unknown': 404,
  'factor.refused': 409,
  'factor.unavailable': 503,
  'factor.frozen': 403,
  'factor.enrol-first': 403,
  'approval.too-early': 403,
  'device.unknown': 401,
  'device.key-refused': 403,
  'launch.expired': 410,
  'launch.step-refused': 409,
  'tunnel.refused': 403,
  'kdc-proxy.realm-refused': 403,
  'kdc-proxy.no-kdc': 503,
  'directory.unavailable': 503,
  'directory.unknown-outcome': 504,
  'directory.refused': 502,
  'storage.unavailable': 503,
  'audit.unavailable': 503,
  'mail.unavailable': 503,
  'entra.unavailable': 503,
  'entra.refused': 502,
  'breached.unavailable': 503,
  'config.invalid': 500,
  internal: 500,
} as const

export type ErrorCode = keyof typeof errorCodes

/** The body of every answer that is not 2xx. `incident` finds the cause in the server's log; the cause itself is never here. */
export const errorAnswer = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    incident: z.string(),
    /** Only with `request.invalid`: the fields that are wrong, never their values. */
    fields: z.array(z.string()).optional(),
    /** Only with 429 and 503: seconds until a next try is worth it. */
    retryAfterSeconds: z.int().optional(),
  }),
})
export type ErrorAnswer = z.infer<typeof errorAnswer>
