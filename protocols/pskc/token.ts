import type { OathToken } from '../oath/index.ts'
import { readFormat, readPolicy } from './key.ts'
import type { Opened, SealProblem, Unsealer } from './seal.ts'
import { childOf, type Element } from './tree.ts'
import { base64, integer, integerBytes } from './values.ts'

export interface PskcToken {
  /** Counted from 0, in the order of the file. */
  readonly index: number
  readonly id: string
  readonly serial: string | undefined
  readonly manufacturer: string | undefined
  readonly model: string | undefined
  readonly keyProfile: string | undefined
  readonly token: OathToken
  /** TOTP: how many periods the vendor or the former server found its clock to be ahead. */
  readonly drift: number
  /** TOTP: the step of its last use, or where its clock began, as whoever wrote the file understood it. */
  readonly time: number | undefined
  /** When it may be used, by its vendor. */
  readonly validFrom: Date | undefined
  readonly validUntil: Date | undefined
  readonly warnings: readonly PskcWarning[]
}

export type PskcWarning =
  /** The file asks for a PIN to go with the codes. We have none. */
  | 'pin-policy-ignored'
  /** The file does not say how long its codes are: six digits. */
  | 'length-assumed'
  /** Less than the 128 bits of RFC 4226 4, R6. */
  | 'short-seed'

export type PskcTokenProblem =
  | SealProblem
  | 'no-key'
  | 'unsupported-algorithm'
  | 'unsupported-format'
  | 'no-seed'
  | 'bad-value'
  /** Its policy allows other uses only, or has rules that we do not know (RFC 6030 5). */
  | 'not-for-codes'

export interface RefusedToken {
  readonly index: number
  readonly id: string | undefined
  readonly serial: string | undefined
  readonly why: PskcTokenProblem
}

type Read<T, Why = PskcTokenProblem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: Why }
type Unseal = () => Promise<Opened<Unsealer>>

const no = (why: PskcTokenProblem) => ({ ok: false, why }) as const

const goodSeedBytes = 16

/** Reads one `KeyPackage`. */
export async function readToken(
  keyPackage: Element,
  index: number,
  unseal: Unseal,
): Promise<{ readonly token: PskcToken } | { readonly refused: RefusedToken }> {
  const key = childOf(keyPackage, 'Key')
  const device = childOf(keyPackage, 'DeviceInfo')
  const about = {
    index,
    serial: textOf(device, 'SerialNo'),
    manufacturer: textOf(device, 'Manufacturer'),
    model: textOf(device, 'Model'),
    keyProfile: textOf(key, 'KeyProfileId'),
  }
  const id = key?.attributes.get('Id')
  const read = await readKey(key, unseal)
  if (!read.ok) return { refused: { index, id, serial: about.serial, why: read.why } }
  const { warnings, ...rest } = read.value
  return { token: { ...about, id: id ?? '', ...rest, warnings } }
}

async function readKey(key: Element | undefined, unseal: Unseal) {
  if (key === undefined) return no('no-key')
  const policy = readPolicy(childOf(key, 'Policy'))
  if (!policy.ok) return policy
  const format = readFormat(key)
  if (!format.ok) return format
  const seed = await readSeed(childOf(key, 'Data', 'Secret'), unseal)
  if (!seed.ok) return seed
  const number = (name: string, otherwise: number) =>
    readNumber(childOf(key, 'Data', name), otherwise, unseal)
  const { type, kind, lengthAssumed } = format.value
  const moving =
    type === 'hotp' ? await readCounter(number) : await readClock(number, childOf(key, 'Data', 'Time'))
  if (!moving.ok) return moving
  const { token, ...clock } = moving.value
  const { pinPolicy, ...validity } = policy.value
  const warnings: readonly (PskcWarning | false)[] = [
    pinPolicy && 'pin-policy-ignored',
    lengthAssumed && 'length-assumed',
    seed.value.length < goodSeedBytes && 'short-seed',
  ]
  return {
    ok: true as const,
    value: {
      token: { ...kind, seed: seed.value, ...token },
      ...clock,
      ...validity,
      warnings: warnings.filter((one) => one !== false),
    },
  }
}

async function readSeed(secret: Element | undefined, unseal: Unseal): Promise<Read<Uint8Array>> {
  if (secret === undefined) return no('no-seed')
  const plain = childOf(secret, 'PlainValue')
  if (plain !== undefined) {
    const bytes = base64(plain.text)
    return bytes === undefined ? no('bad-value') : { ok: true, value: Uint8Array.from(bytes) }
  }
  if (childOf(secret, 'EncryptedValue') === undefined) return no('no-seed')
  const opened = await open(secret, unseal)
  if (!opened.ok) return opened
  return opened.value.length === 0 ? no('bad-value') : { ok: true, value: Uint8Array.from(opened.value) }
}

async function readNumber(
  data: Element | undefined,
  otherwise: number,
  unseal: Unseal,
): Promise<Read<number>> {
  if (data === undefined) return { ok: true, value: otherwise }
  let value: number | undefined
  if (childOf(data, 'EncryptedValue') === undefined) {
    value = integer(childOf(data, 'PlainValue')?.text)
  } else {
    const opened = await open(data, unseal)
    if (!opened.ok) return opened
    value = integerBytes(opened.value)
  }
  return value === undefined ? no('bad-value') : { ok: true, value }
}

type NumberOf = (name: string, otherwise: number) => Promise<Read<number>>

async function readCounter(number: NumberOf) {
  const counter = await number('Counter', 0)
  if (!counter.ok) return counter
  if (counter.value < 0) return no('bad-value')
  const token = { type: 'hotp' as const, counter: counter.value }
  return { ok: true as const, value: { token, drift: 0, time: undefined } }
}

async function readClock(number: NumberOf, timeElement: Element | undefined) {
  const period = await number('TimeInterval', 30)
  const drift = await number('TimeDrift', 0)
  const time = await number('Time', 0)
  if (!period.ok) return period
  if (!drift.ok) return drift
  if (!time.ok) return time
  if (period.value < 1 || period.value > 3600) return no('bad-value')
  const token = { type: 'totp' as const, periodSeconds: period.value }
  const known = timeElement === undefined ? undefined : time.value
  return { ok: true as const, value: { token, drift: signed(drift.value), time: known } }
}

/** libpskc 2.6.7 writes -4 as 4294967292. */
const signed = (value: number) => (value >= 2 ** 31 && value < 2 ** 32 ? value - 2 ** 32 : value)

async function open(data: Element, unseal: Unseal): Promise<Opened<Buffer>> {
  const unsealer = await unseal()
  return unsealer.ok ? unsealer.value.open(data) : unsealer
}

function textOf(element: Element | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text
  return text === '' ? undefined : text
}
