import type { RouteAnswer } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { formatChallenge, parseChallenge, type DeviceChallenge } from '@keyturn/protocols/challenge'
import { deviceRef, deviceSecret, formatAgreement, idsBeginWith, isFor } from '@keyturn/protocols/no-network'
import { rawPublicKey, signStatement } from '@keyturn/protocols/refresh'
import type { KeyObject } from 'node:crypto'
import type { Device } from '../store.ts'
import type { NoNetworkKeys } from './keys.ts'
import type { ChallengeStore } from './store.ts'

export interface SecretDeps {
  readonly store: Pick<ChallengeStore, 'devicesBeginning' | 'findDevice'>
  readonly keys: NoNetworkKeys
}

/** A device that made a challenge, and the secret that it made it with. */
export interface Maker {
  readonly device: Device
  readonly secret: Uint8Array
}

/**
 * Who made this challenge for this account. undefined: nobody that we know; whether because the device is unknown,
 * removed, has another secret, or made it for somebody else is not to be told apart.
 */
export async function makerOf(
  challenge: DeviceChallenge,
  account: Sid,
  { store, keys }: SecretDeps,
): Promise<Maker | undefined> {
  const beginning = await store.devicesBeginning(idsBeginWith(challenge.device))
  for (const device of beginning.filter(({ id }) => deviceRef(id) === challenge.device)) {
    const secret = deviceSecret(device.id, { ours: keys.agreement, theirs: device.sealingKey })
    if (secret !== undefined && isFor(challenge, account, secret)) return { device, secret }
  }
  return undefined
}

/** What the device has to have before it is without a network; signed by the key that it pinned. */
export function agreementFor(
  device: string,
  { keys, signingKey, portal }: Pick<SecretDeps, 'keys'> & { signingKey: KeyObject; portal: string },
): RouteAnswer<'device.no-network'> {
  const agreement = formatAgreement({ device, key: rawPublicKey(keys.agreement), portal })
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return { agreement: text(agreement), signature: text(signStatement(agreement, signingKey)) }
}

const prefix = 'challenge:'

/** How a reset names the challenge that it came with. */
export function orderOf(challenge: DeviceChallenge): string {
  return prefix + formatChallenge(challenge)
}

/** undefined: an order of another kind. */
export function challengeOf(order: string): DeviceChallenge | undefined {
  if (!order.startsWith(prefix)) return undefined
  const parsed = parseChallenge(order.slice(prefix.length))
  return parsed.ok ? parsed.challenge : undefined
}
