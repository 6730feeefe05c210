import { readSymbols } from './base32.ts'
import { checkOf, checked } from './check.ts'

/**
 * 24 symbols (base32.ts), shown in fours. It names nobody: who reads it over a shoulder learns that one computer asks.
 *
 *     1 DDDDDDDD NNNNNNNN AAAA CCC
 *     │ │        │        │    └─ check, see check.ts
 *     │ │        │        └────── account: 20 bits of a MAC that the device's secret makes over all before and the SID
 *     │ │        └─────────────── nonce: 40 random bits, new for each challenge
 *     │ └──────────────────────── device: the first 40 bits of its id
 *     └────────────────────────── version
 */
export interface DeviceChallenge {
  readonly device: string
  readonly nonce: string
  readonly account: string
}

export type ParsedChallenge =
  | { readonly ok: true; readonly challenge: DeviceChallenge }
  /** `incomplete`: not 24 symbols, or none of the alphabet. `mistyped`: the check does not fit. */
  | { readonly ok: false; readonly why: 'incomplete' | 'mistyped' | 'other-version' }

const version = '1'
const shape = /^(.)(.{8})(.{8})(.{4})...$/

/** Without gaps: the one spelling. */
export function formatChallenge({ device, nonce, account }: DeviceChallenge): string {
  const body = headOf({ device, nonce }) + account
  return body + checkOf(body)
}

/** What the account's part is made over, and a response. */
export function headOf({ device, nonce }: Pick<DeviceChallenge, 'device' | 'nonce'>): string {
  return version + device + nonce
}

/** As it was typed or scanned. */
export function parseChallenge(typed: string): ParsedChallenge {
  const text = readSymbols(typed) ?? ''
  const [, itsVersion, device, nonce, account] = shape.exec(text) ?? []
  if (device === undefined || nonce === undefined || account === undefined) {
    return { ok: false, why: 'incomplete' }
  }
  if (checked(text) === undefined) return { ok: false, why: 'mistyped' }
  if (itsVersion !== version) return { ok: false, why: 'other-version' }
  return { ok: true, challenge: { device, nonce, account } }
}
