import type { DeviceOrder } from '@keyturn/contract'
import type { KeyObject } from 'node:crypto'
import type { Sid } from '@keyturn/protocols/ad'
import {
  bindPassword,
  openPassword,
  parseFollowOrder,
  parseForgetOrder,
  signingPublicKey,
  verifyStatement,
  type FollowOrder,
} from '@keyturn/protocols/refresh'
import { isMeant, type AccountName, type CachedLogon } from '../logons/index.ts'

/** What this computer knows by itself. */
export interface Here {
  readonly device: string
  /** The server's public key, pinned when this computer enrolled. */
  readonly serverKey: string
  /** The computer's own, made when it enrolled. */
  readonly sealingKey: KeyObject
  /** 32 random bytes, base64url: made for the one request that this order came back from. */
  readonly nonce: string
  nameOf(account: Sid): Promise<AccountName | undefined>
  cached(account: Sid): Promise<CachedLogon | undefined>
  /** Durably notes that an order is obeyed. false: it was before. */
  use(order: string, account: Sid): Promise<boolean>
}

export type Refusal =
  | 'not-signed-by-our-server'
  | 'not-an-order'
  | 'for-another-device'
  | 'for-another-moment'
  | 'for-somebody-unknown-here'
  | 'for-a-local-account'
  | 'for-another-name'
  | 'for-somebody-not-cached-here'
  | 'not-newer-than-what-is-here'
  | 'password-does-not-open'
  | 'for-another-password'
  | 'used-before'
  | 'not-allowed-here'

export type FollowChecked =
  | { readonly ok: true; readonly order: FollowOrder; readonly name: AccountName; readonly password: Buffer }
  | { readonly ok: false; readonly why: Refusal }

export type ForgetChecked =
  | { readonly ok: true; readonly account: Sid; readonly order: string }
  | { readonly ok: false; readonly why: Refusal }

/**
 * Decides whether a cached log-on of this computer may change with nobody in front of it, so every line here is a fence: the
 * pinned key signed it, for this computer, over the nonce that was made a moment ago for this one request. So one that was
 * recorded, held back or meant for another computer is none, whatever any clock says. It can only replace what is there by
 * something newer. Passing uses the order up, on disk, before anything is done.
 *
 * The password is the caller's to overwrite.
 */
export async function checkFollowOrder(
  offer: Extract<DeviceOrder, { kind: 'follow' }>,
  here: Here,
): Promise<FollowChecked> {
  const order = isSigned(offer, here) ? parseFollowOrder(bytesOf(offer.text)) : 'not-signed'
  if (order === 'not-signed') return no('not-signed-by-our-server')
  if (order === undefined) return no('not-an-order')
  const elsewhere = isForHere(order, here)
  if (elsewhere !== undefined) return no(elsewhere)
  const name = await here.nameOf(order.account)
  if (name === undefined) return no('for-somebody-unknown-here')
  if (!isMeant(name, order)) return no('for-another-name')
  const cached = await here.cached(order.account)
  if (cached === undefined) return no('for-somebody-not-cached-here')
  if (cached.passwordLastSet !== null && cached.passwordLastSet >= order.pwdLastSet) {
    return no('not-newer-than-what-is-here')
  }
  return open(offer.sealed, { order, name, here })
}

/** Whether the cached log-on of an account may be removed. Done twice it does no harm, so it need not be used up. */
export function checkForgetOrder(
  offer: Extract<DeviceOrder, { kind: 'forget' }>,
  here: Pick<Here, 'device' | 'serverKey' | 'nonce'>,
): ForgetChecked {
  if (!isSigned(offer, here)) return no('not-signed-by-our-server')
  const order = parseForgetOrder(bytesOf(offer.text))
  if (order === undefined) return no('not-an-order')
  const elsewhere = isForHere(order, here)
  return elsewhere === undefined ? { ok: true, account: order.account, order: order.order } : no(elsewhere)
}

/** Whether the pinned key signed it. */
export function isSigned(
  { text, signature }: Pick<DeviceOrder, 'text' | 'signature'>,
  { serverKey }: Pick<Here, 'serverKey'>,
): boolean {
  const key = signingPublicKey(serverKey)
  return key !== undefined && verifyStatement(bytesOf(text), bytesOf(signature), key)
}

/** Whether it is for this computer and this one request. */
export function isForHere(
  { device, nonce }: Pick<FollowOrder, 'device' | 'nonce'>,
  here: Pick<Here, 'device' | 'nonce'>,
): Refusal | undefined {
  if (device !== here.device) return 'for-another-device'
  return nonce === here.nonce ? undefined : 'for-another-moment'
}

async function open(
  sealed: string,
  { order, name, here }: { order: FollowOrder; name: AccountName; here: Here },
): Promise<FollowChecked> {
  const { order: id, device, account } = order
  const opened = await openPassword(bytesOf(sealed), here.sealingKey, { order: id, device, account })
  if (opened === undefined) return no('password-does-not-open')
  const fits = bindPassword(opened) === order.password
  opened.blind.fill(0)
  if (fits && (await here.use(id, account))) return { ok: true, order, name, password: opened.password }
  opened.password.fill(0)
  return no(fits ? 'used-before' : 'for-another-password')
}

function no(why: Refusal): { readonly ok: false; readonly why: Refusal } {
  return { ok: false, why }
}

export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
