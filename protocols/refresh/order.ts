import type { Sid } from '../ad/index.ts'
import { formatLines, parseLines, shapes } from './lines.ts'

/**
 * What the server has an enrolled device do when it checks in, with nobody in front of it. Signed at that moment by the
 * key that the device pinned, over a nonce that the device has just made: an order that was heard before, or was meant for
 * another device or another moment, is none. The first line keeps it apart from a statement and from settings.
 *
 * A follow order lets the device take over a password that its person chose elsewhere:
 *
 *     keyturn-follow-order/1
 *     account S-1-5-21-1004336348-1177238915-682003330-1104
 *     name alice                          sAMAccountName
 *     domain CORP                         NetBIOS name of the domain
 *     device AAAAAAAAAAAAAAAAAAAAAA       16 bytes, base64url
 *     order BBBBBBBBBBBBBBBBBBBBBB        16 bytes; obeyed once
 *     nonce CCC…C                         32 bytes, the device's, of this check-in
 *     issued 2026-11-21T10:15:02.118Z     the server's time
 *     dc dc1.corp.example                 the domain controller that took the write
 *     pwdLastSet 2026-11-21T10:15:01.904Z as read back from it; never earlier than what the cache has
 *     password DDD…D                      HMAC-SHA256(blind, password), see sealed.ts
 *
 * A forget order has it remove the cached log-on of one account:
 *
 *     keyturn-forget-order/1
 *     account S-1-5-21-…
 *     device AAA…
 *     order BBB…
 *     nonce CCC…
 *     issued 2026-11-21T10:15:02.118Z
 */
export interface FollowOrder extends ForgetOrder {
  readonly name: string
  readonly domain: string
  readonly dc: string
  readonly pwdLastSet: Date
  readonly password: string
}

export interface ForgetOrder {
  readonly account: Sid
  readonly device: string
  readonly order: string
  readonly nonce: string
  readonly issued: Date
}

const { account, name, id, bytes32, time, dc } = shapes
const follow = {
  first: 'keyturn-follow-order/1',
  lines: {
    account,
    name,
    domain: name,
    device: id,
    order: id,
    nonce: bytes32,
    issued: time,
    dc,
    pwdLastSet: time,
    password: bytes32,
  },
}
const forget = {
  first: 'keyturn-forget-order/1',
  lines: { account, device: id, order: id, nonce: bytes32, issued: time },
}

/** The bytes to sign. @throws {TypeError} naming the field that the format cannot carry. */
export function formatFollowOrder(order: FollowOrder): Uint8Array {
  return formatLines(follow.first, follow.lines, {
    ...order,
    issued: order.issued.toISOString(),
    pwdLastSet: order.pwdLastSet.toISOString(),
  })
}

/** @returns undefined for anything that `formatFollowOrder` would not have written, to the byte. */
export function parseFollowOrder(bytes: Uint8Array): FollowOrder | undefined {
  return parseLines(follow.first, follow.lines, bytes, {
    format: formatFollowOrder,
    make: (value) => ({
      ...common(value),
      name: value('name'),
      domain: value('domain'),
      dc: value('dc'),
      pwdLastSet: new Date(value('pwdLastSet')),
      password: value('password'),
    }),
  })
}

/** The bytes to sign. @throws {TypeError} naming the field that the format cannot carry. */
export function formatForgetOrder(order: ForgetOrder): Uint8Array {
  return formatLines(forget.first, forget.lines, { ...order, issued: order.issued.toISOString() })
}

/** @returns undefined for anything that `formatForgetOrder` would not have written, to the byte. */
export function parseForgetOrder(bytes: Uint8Array): ForgetOrder | undefined {
  return parseLines(forget.first, forget.lines, bytes, { format: formatForgetOrder, make: common })
}

function common(value: (name: string) => string): ForgetOrder {
  return {
    account: value('account') as Sid,
    device: value('device'),
    order: value('order'),
    nonce: value('nonce'),
    issued: new Date(value('issued')),
  }
}
