import { lookup as ask } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'

interface Known {
  readonly addresses: readonly LookupAddress[]
  readonly until: number
}

const keptMs = 30_000

/**
 * Addresses of DCs, kept for half a minute and until one of them fails: to ask the DNS for each message would be more
 * work for a DC, which answers that too, than many a message.
 */
export function createLookup(): {
  readonly lookup: LookupFunction
  readonly forget: (host: string) => void
} {
  const known = new Map<string, Known>()
  return {
    lookup(host, { all = false }, callback) {
      const answer = (addresses: readonly LookupAddress[]) => {
        if (all) return callback(null, [...addresses])
        callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
      }
      const kept = known.get(host)
      if (kept !== undefined && kept.until > performance.now())
        return process.nextTick(answer, kept.addresses)
      ask(host, { all: true }, (failure, addresses) => {
        if (failure !== null) return callback(failure, '')
        known.set(host, { addresses, until: performance.now() + keptMs })
        answer(addresses)
      })
    },
    forget: (host) => void known.delete(host),
  }
}
