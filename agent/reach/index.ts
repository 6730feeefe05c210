/**
 * Is a domain controller in reach, and which? Finds them as every member of a domain does (MS-ADTS 6.3.6): SRV records,
 * then an LDAP ping over UDP. It needs no credentials and must not know what they are wanted for.
 */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { encodePing, parsePong } from '@keyturn/protocols/cldap'
import { pause } from '../system/pause.ts'

export interface Reach {
  /** The name of a DC that answers now; undefined: none did. Takes a few seconds at most. */
  dc(signal: AbortSignal): Promise<string | undefined>
}

const dnsTimeout = { timeout: 1_500, tries: 2 }
const pingMs = 1_500
const mostDcs = 8

export function createReach(domain: string): Reach {
  return {
    async dc(signal) {
      // A new one each time: the name servers are other ones once a tunnel is up.
      const resolver = new Resolver(dnsTimeout)
      const done = new AbortController()
      const stop = () => resolver.cancel()
      signal.addEventListener('abort', stop)
      const within = AbortSignal.any([signal, done.signal])
      try {
        const records = await resolver.resolveSrv(`_ldap._tcp.dc._msdcs.${domain}`)
        const hosts = records.toSorted((a, b) => a.priority - b.priority).slice(0, mostDcs)
        return await Promise.any(hosts.map(({ name }) => answers(resolver, name, domain, within)))
      } catch {
        return undefined
      } finally {
        done.abort()
        signal.removeEventListener('abort', stop)
      }
    },
  }
}

async function answers(
  resolver: Resolver,
  host: string,
  domain: string,
  signal: AbortSignal,
): Promise<string> {
  const addresses = await Promise.any([resolver.resolve4(host), resolver.resolve6(host)])
  await Promise.any(addresses.map((address) => ping(address, domain, signal)))
  return host
}

async function ping(address: string, domain: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const over = new AbortController()
  socket.on('message', (datagram) => {
    if (parsePong(datagram)?.response.domain.toLowerCase() === domain.toLowerCase()) resolve()
  })
  socket.on('error', reject)
  socket.send(encodePing(1, domain), 389, address)
  const within = AbortSignal.any([signal, over.signal])
  void pause(pingMs, within).then(() => reject(new Error(`${address} does not answer`)))
  try {
    await promise
  } finally {
    over.abort()
    socket.close()
  }
}
