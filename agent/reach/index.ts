/**
 * Is a domain controller in reach, and which? Finds them as every member of a domain does (MS-ADTS 6.3.6): SRV records,
 * then an LDAP ping over UDP. It needs no credentials and must not know what they are wanted for.
 */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { encodePing, parsePong } from '@keyturn/protocols/cldap'
import { pause } from '../system/pause.ts'
import { findService } from './srv.ts'

export interface Reach {
  /** The name of a DC that answers now; undefined: none did. Takes a few seconds at most. */
  dc(signal: AbortSignal): Promise<string | undefined>
}

const pingMs = 1_500
/** A datagram that is lost on a bad line is sent again. */
const againMs = 400
const mostDcs = 8

export function createReach(domain: string): Reach {
  return {
    async dc(signal) {
      const done = new AbortController()
      const within = AbortSignal.any([signal, done.signal])
      try {
        const records = await findService(`_ldap._tcp.dc._msdcs.${domain}`, within)
        const hosts = records.slice(0, mostDcs).map(({ name }) => name)
        return await Promise.any(hosts.map((host) => answers(host, domain, within)))
      } catch {
        return undefined
      } finally {
        done.abort()
      }
    },
  }
}

async function answers(host: string, domain: string, signal: AbortSignal): Promise<string> {
  // A new one each time: the name servers are other ones once a tunnel is up.
  const resolver = new Resolver({ timeout: 500, tries: 3 })
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
  const send = () => socket.send(encodePing(1, domain), 389, address)
  send()
  const again = setInterval(send, againMs)
  const within = AbortSignal.any([signal, over.signal])
  void pause(pingMs, within).then(() => reject(new Error(`${address} does not answer`)))
  try {
    await promise
  } finally {
    clearInterval(again)
    over.abort()
    socket.close()
  }
}
