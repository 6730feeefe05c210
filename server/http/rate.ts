import { isIPv6 } from 'node:net'
import { type Clock, Fault } from '#kernel'

interface Bucket {
  readonly tokens: number
  readonly at: number
}

export interface Rate {
  /** Takes one token. @returns seconds until there is one again; 0 when one was taken. */
  take(address: string): number
}

/** Past this many addresses, those with a full bucket are forgotten: nothing is lost by it. */
const manyAddresses = 10_000

/** A token bucket per address, in memory: each server of a cluster counts its own. */
export function createRate({ perSecond, atOnce }: { perSecond: number; atOnce: number }, clock: Clock): Rate {
  const buckets = new Map<string, Bucket>()

  const fill = ({ tokens, at }: Bucket, now: number) =>
    Math.min(atOnce, tokens + ((now - at) / 1000) * perSecond)

  function forgetFull(now: number) {
    for (const [key, bucket] of buckets) if (fill(bucket, now) >= atOnce) buckets.delete(key)
  }

  return {
    take(address) {
      const key = network(address)
      const now = clock().getTime()
      const tokens = fill(buckets.get(key) ?? { tokens: atOnce, at: now }, now)
      if (tokens < 1) return Math.ceil((1 - tokens) / perSecond)
      buckets.set(key, { tokens: tokens - 1, at: now })
      if (buckets.size > manyAddresses) forgetFull(now)
      return 0
    },
  }
}

/** One IPv6 customer has at least a /64 to choose addresses from. */
export function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = head.split(':')
  const missing = 8 - groups.length - (address.includes('::') ? tail.split(':').length : 0)
  return [...groups, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...tail.split(':')]
    .slice(0, 4)
    .join(':')
}

export function tooMany(retryAfterSeconds: number): Fault {
  return new Fault('request.too-many', 'too many requests from one address', { retryAfterSeconds })
}
