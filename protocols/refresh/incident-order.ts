import type { Sid } from '../ad/index.ts'
import { formatLines, parseLines, shapes } from './lines.ts'

/**
 * What the server has a device do about one account in an incident, when it checks in. Signed at that moment by the key that
 * the device pinned, over a nonce that the device has just made for that request, as the orders in order.ts are: one that was
 * heard before, or was meant for another device or another moment, is none.
 *
 *     keyturn-incident-order/1
 *     account S-1-5-21-…                      of a domain: a device obeys for nobody else
 *     device AAA…                             16 bytes, base64url
 *     order BBB…                              16 bytes
 *     nonce CCC…                              32 bytes, the device's, of this check-in
 *     issued 2026-11-21T10:15:02.118Z
 *     deeds forget end-sessions drop-tickets  each at most once, in this order of all four
 */
export interface IncidentOrder {
  readonly account: Sid
  readonly device: string
  readonly order: string
  readonly nonce: string
  readonly issued: Date
  readonly deeds: readonly Deed[]
}

export const incidentDeeds = ['forget', 'end-sessions', 'lock-sessions', 'drop-tickets'] as const
export type Deed = (typeof incidentDeeds)[number]

const first = 'keyturn-incident-order/1'
const lines = {
  account: /^S-1-5-21-\d{1,10}-\d{1,10}-\d{1,10}-\d{1,10}$/,
  device: shapes.id,
  order: shapes.id,
  nonce: shapes.bytes32,
  issued: shapes.time,
  deeds: /^[a-z-]+( [a-z-]+){0,3}$/,
}

/** The bytes to sign. @throws {TypeError} naming the field that the format cannot carry. */
export function formatIncidentOrder({ deeds, issued, ...rest }: IncidentOrder): Uint8Array {
  const inOrder = incidentDeeds.filter((deed) => deeds.includes(deed))
  if (inOrder.length !== deeds.length) throw new TypeError('incident order: deeds')
  return formatLines(first, lines, { ...rest, issued: issued.toISOString(), deeds: inOrder.join(' ') })
}

/** @returns undefined for anything that `formatIncidentOrder` would not have written, to the byte. */
export function parseIncidentOrder(bytes: Uint8Array): IncidentOrder | undefined {
  return parseLines(first, lines, bytes, {
    format: formatIncidentOrder,
    make: (value) => ({
      account: value('account') as Sid,
      device: value('device'),
      order: value('order'),
      nonce: value('nonce'),
      issued: new Date(value('issued')),
      deeds: value('deeds').split(' ') as Deed[],
    }),
  })
}
