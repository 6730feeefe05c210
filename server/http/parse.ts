import type { z } from 'zod'
import { Fault } from '#kernel'

/** A request that does not fit the contract: the fields that are wrong, never what was in them. */
export class InvalidRequest extends Fault {
  readonly fields: readonly string[]

  constructor(fields: readonly string[]) {
    super('request.invalid', `wrong fields: ${fields.join(', ')}`)
    this.fields = fields
  }
}

/** @throws {InvalidRequest} */
export function parseRequest<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // A key that the schema does not know is the client's own text, so it is not named.
  throw new InvalidRequest([...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'body'))])
}

/** Only what the contract names leaves the server. @throws {Fault} `internal` naming the fields that do not fit. */
export function parseAnswer<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const paths = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new Fault('internal', `the answer does not fit the contract at: ${paths}`)
}

/**
 * @throws {Fault} `request.invalid`, without JSON.parse's message, which quotes the text.
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(bytes.toString('utf8'), (key, value: unknown) => {
      if (key === '__proto__') throw new Error('a prototype')
      return value
    })
  } catch {
    throw new InvalidRequest(['body'])
  }
}
