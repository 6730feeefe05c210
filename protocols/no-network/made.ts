import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Sid } from '../ad/index.ts'
import { base32, bytesOf, headOf, type DeviceChallenge } from '../challenge/index.ts'

export const nonceBytes = 5
const refBytes = 5
const accountSymbols = 4

/** How a challenge names a device: the first 40 bits of its random id. Two may share it; the account's part decides. */
export function deviceRef(id: string): string {
  return base32(Buffer.from(id, 'base64url').subarray(0, refBytes))
}

/** How the ids begin that a challenge may mean: 36 of its 40 bits, which are whole characters of base64url. */
export function idsBeginWith(ref: string): string {
  return Buffer.from(bytesOf(ref)).toString('base64url').slice(0, 6)
}

/** @param nonce `nonceBytes` random ones, never used before. */
export function makeChallenge(
  device: string,
  account: Sid,
  { nonce, secret }: { readonly nonce: Uint8Array; readonly secret: Uint8Array },
): DeviceChallenge {
  const head = { device: deviceRef(device), nonce: base32(nonce) }
  return { ...head, account: accountPart(head, account, secret) }
}

/** Whether the device with this secret made it for this account, and not somebody else for whomever. */
export function isFor(challenge: DeviceChallenge, account: Sid, secret: Uint8Array): boolean {
  const expected = accountPart(challenge, account, secret)
  return timingSafeEqual(Buffer.from(challenge.account), Buffer.from(expected))
}

/** A MAC rather than a hash: without the secret nobody can try who it is for. */
function accountPart(
  head: Pick<DeviceChallenge, 'device' | 'nonce'>,
  account: Sid,
  secret: Uint8Array,
): string {
  const text = ['keyturn no-network account/1', headOf(head), account].join('\n')
  return base32(createHmac('sha256', secret).update(text).digest()).slice(0, accountSymbols)
}
