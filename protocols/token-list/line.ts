import { isCodeKind, type OathToken } from '../oath/index.ts'
import type { Columns, TokenColumn } from './columns.ts'
import { readSeed } from './seed.ts'

export type LineProblem =
  | 'wrong-number-of-columns'
  | 'bad-serial'
  /** The same serial stands in an earlier line. */
  | 'repeated-serial'
  | 'bad-seed'
  | 'ambiguous-seed'
  /** Less than 80 bits: no token has that, and it can be guessed. */
  | 'short-seed'
  | 'bad-type'
  | 'bad-digits'
  | 'bad-algorithm'
  | 'bad-period'
  | 'bad-counter'

export interface RefusedLine {
  /** Counted from 1, the head line included. */
  readonly line: number
  readonly serial: string | undefined
  readonly why: LineProblem
}

export interface LineToken {
  readonly serial: string
  readonly manufacturer: string | undefined
  readonly model: string | undefined
  readonly token: OathToken
}

type LineRead =
  | { readonly ok: true; readonly value: LineToken }
  | { readonly ok: false; readonly why: LineProblem }

const no = (why: LineProblem) => ({ ok: false, why }) as const
const leastSeedBytes = 10

/** Reads one line. What is empty is as usual: six digits, SHA-1, 30 seconds, from counter 0. */
export function readLine(values: readonly string[], { at, seedEncoding }: Columns): LineRead {
  const value = (name: TokenColumn) => {
    const index = at[name]
    const text = index === undefined ? undefined : values[index]?.trim()
    return text === '' ? undefined : text
  }
  const serial = value('serial')
  if (serial === undefined || !/^[\p{L}\p{N}\p{P} ]{1,64}$/u.test(serial)) return no('bad-serial')
  const read = readSeed(value('seed') ?? '', seedEncoding)
  if (!read.ok) return read
  if (read.seed.length < leastSeedBytes) return no('short-seed')

  const algorithm = (value('algorithm') ?? 'SHA1')
    .toUpperCase()
    .replace(/^HMAC-?/, '')
    .replace('-', '')
  const digits = number(value('digits') ?? '6')
  if (!isCodeKind({ algorithm: 'SHA1', digits })) return no('bad-digits')
  const kind = { algorithm, digits }
  if (!isCodeKind(kind)) return no('bad-algorithm')

  const moving = readMoving(value('type'), value('period'), value('counter'))
  if (typeof moving === 'string') return no(moving)
  const token = { ...kind, seed: read.seed, ...moving }
  return { ok: true, value: { serial, manufacturer: value('manufacturer'), model: value('model'), token } }
}

function readMoving(type: string | undefined, period = '30', counter = '0') {
  switch ((type ?? '').toLowerCase()) {
    case 'totp': {
      const periodSeconds = number(period)
      if (periodSeconds === undefined || periodSeconds < 1 || periodSeconds > 3600) return 'bad-period'
      return { type: 'totp', periodSeconds } as const
    }
    case 'hotp': {
      const from = number(counter)
      return from === undefined ? 'bad-counter' : ({ type: 'hotp', counter: from } as const)
    }
    default:
      return 'bad-type'
  }
}

function number(text: string): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : undefined
  return Number.isSafeInteger(value) ? value : undefined
}
