import { pino, type DestinationStream, type Logger } from 'pino'

/** Structured log, JSON lines. Secrets do not print (see `Secret`); the redaction is the second fence. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(bindings: Record<string, unknown>): Log
}

const neverShown = [
  'password',
  'oldPassword',
  'newPassword',
  'answer',

  'codes',
  'seed',
  'key',
  'cookie',
  'authorization',
]

export function createLog(level: string, to?: DestinationStream): Log {
  const paths = neverShown.flatMap((name) => [name, `*.${name}`])
  return pino({ level, base: null, redact: { paths, censor: '[secret]' } }, to)
}
