import { formatLines, parseLines, shapes } from './lines.ts'

/** How a device shall keep log-ons; what is not said is left to it. null: for everybody, for ever. */
export interface WantedPolicy {
  readonly caching?: boolean
  readonly mostAccounts?: number | null
  readonly expiresAfterDays?: number | null
}

/**
 * Has a device that checks in keep log-ons in a certain way. As the orders in order.ts, it is signed over the nonce of that
 * very request: an older one is none, so there is no version to go back to. In the words of `keyturn-agent logons set`; the
 * name alone for what is not said:
 *
 *     keyturn-keep-order/1
 *     device AAAAAAAAAAAAAAAAAAAAAA       16 bytes, base64url
 *     order BBBBBBBBBBBBBBBBBBBBBB        16 bytes
 *     nonce CCC…C                         32 bytes, the device's, of this check-in
 *     issued 2026-11-21T10:15:02.118Z     the server's time
 *     caching on                          on, off
 *     mostAccounts 10                     1 to 9999, all
 *     expiresAfterDays never              1 to 9999, never
 */
export interface KeepOrder {
  readonly device: string
  readonly order: string
  readonly nonce: string
  readonly issued: Date
  readonly wanted: WantedPolicy
}

const first = 'keyturn-keep-order/1'
const lines = {
  device: shapes.id,
  order: shapes.id,
  nonce: shapes.bytes32,
  issued: shapes.time,
  caching: /^(on|off)?$/,
  mostAccounts: /^([1-9]\d{0,3}|all)?$/,
  expiresAfterDays: /^([1-9]\d{0,3}|never)?$/,
} as const

/** The bytes to sign. @throws {TypeError} naming the field that the format cannot carry. */
export function formatKeepOrder({ wanted, issued, ...order }: KeepOrder): Uint8Array {
  const { caching, mostAccounts, expiresAfterDays } = wanted
  return formatLines(first, lines, {
    ...order,
    issued: issued.toISOString(),
    caching: caching === undefined ? '' : caching ? 'on' : 'off',
    mostAccounts: text(mostAccounts, 'all'),
    expiresAfterDays: text(expiresAfterDays, 'never'),
  })
}

/** @returns undefined for anything that `formatKeepOrder` would not have written, to the byte. */
export function parseKeepOrder(bytes: Uint8Array): KeepOrder | undefined {
  return parseLines(first, lines, bytes, {
    format: formatKeepOrder,
    make: (value) => ({
      device: value('device'),
      order: value('order'),
      nonce: value('nonce'),
      issued: new Date(value('issued')),
      wanted: {
        ...(value('caching') !== '' && { caching: value('caching') === 'on' }),
        ...(value('mostAccounts') !== '' && { mostAccounts: count(value('mostAccounts'), 'all') }),
        ...(value('expiresAfterDays') !== '' && {
          expiresAfterDays: count(value('expiresAfterDays'), 'never'),
        }),
      },
    }),
  })
}

function text(value: number | null | undefined, none: string): string {
  return value === undefined ? '' : value === null ? none : String(value)
}

function count(said: string, none: string): number | null {
  return said === none ? null : Number(said)
}
