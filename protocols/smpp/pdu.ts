import { command } from './meaning.ts'
import type { EncodedText } from './text.ts'

/** SMPP 3.4, 3.2. An answer has the number of what it answers. */
export interface Pdu {
  readonly command: number
  readonly status: number
  readonly sequence: number
  readonly body: Uint8Array
}

export const headerBytes = 16

/**
 * SMPP 3.4, 3.2; numbers are big-endian:
 *
 *     length 4, this one included │ command 4 │ status 4 │ sequence 4 │ body
 */
export function encodePdu({ command, status, sequence, body }: Pdu): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(headerBytes), body])
  for (const [i, value] of [bytes.length, command, status, sequence].entries()) {
    bytes.writeUInt32BE(value, 4 * i)
  }
  return bytes
}

type Request = Pick<Pdu, 'command' | 'status' | 'body'>

export interface Bind {
  readonly systemId: string
  readonly password: string
  readonly systemType: string
}

/** 4.1.1, interface version 3.4. @returns undefined if a text has no room in its field. */
export function bindTransmitter({ systemId, password, systemType }: Bind): Request | undefined {
  const texts = [text(systemId, 16), text(password, 9), text(systemType, 13)]
  if (texts.some((one) => one === undefined)) return undefined
  const body = Buffer.concat([...texts.filter((one) => one !== undefined), Buffer.of(0x34, 0, 0), empty])
  return { command: command.bindTransmitter, status: 0, body }
}

export interface Submission {
  /** Digits, as `+491701234567` without the sign. */
  readonly to: string
  /** A number in the same form, or up to eleven letters; '' leaves it to the centre. */
  readonly from: string
  /** After so many seconds the centre is to give up: a code is worthless then. */
  readonly validSeconds: number
  readonly text: EncodedText
}

/** 5.2.5 and 5.2.6 */
const typeOfNumber = { unknown: 0, international: 1, alphanumeric: 5 } as const
const plan = { unknown: 0, telephone: 1 } as const

/** 4.4.1. @returns undefined if a text has no room in its field. */
export function submitSm({ to, from, validSeconds, text: message }: Submission): Request | undefined {
  const [destination, source] = [text(to, 21), text(from, 21)]
  if (destination === undefined || source === undefined || message.bytes.length > 254) return undefined
  const { unknown, international, alphanumeric } = typeOfNumber
  const isNumber = /^\d+$/.test(from)
  const sourceType = from === '' ? unknown : isNumber ? international : alphanumeric
  const body = Buffer.concat([
    empty,
    Buffer.of(sourceType, isNumber ? plan.telephone : plan.unknown),
    source,
    Buffer.of(international, plan.telephone),
    destination,
    // esm_class, protocol_id, priority_flag
    Buffer.of(0, 0, 0),
    empty,
    Buffer.from(`${validity(validSeconds)}\0`, 'latin1'),
    // registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id, sm_length
    Buffer.of(0, 0, message.coding, 0, message.bytes.length),
    message.bytes,
  ])
  return { command: command.submitSm, status: 0, body }
}

const empty = Buffer.of(0)

/** A C-Octet String (3.1) with its zero; `size` is the field's, the zero included. */
function text(value: string, size: number): Buffer | undefined {
  return value.length < size && /^[\x20-\x7e]*$/.test(value) ? Buffer.from(`${value}\0`, 'latin1') : undefined
}

/** 7.1.1, relative: YYMMDDhhmmsstnnR; a day at most. */
function validity(seconds: number): string {
  const whole = Math.max(1, Math.min(86_399, Math.round(seconds)))
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return `000000${parts.map((part) => String(part).padStart(2, '0')).join('')}000R`
}
