import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { encodeSrvQuery, parseSrvAnswer, type SrvRecord } from '@keyturn/protocols/dns'

const timing = { timeout: 1_000, tries: 2 }

/**
 * By Node's resolver, and where that refuses the form of the answer (Samba's DNS, see `protocols/dns`) by a question of
 * our own to the same servers.
 *
 * @throws {Error} if no server answered.
 */
export async function resolveSrv(name: string): Promise<readonly SrvRecord[]> {
  // A new one each time: it reads the system's name servers, which change when a network does.
  const resolver = new Resolver(timing)
  try {
    return await resolver.resolveSrv(name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EBADRESP')) throw error
    return await Promise.any(resolver.getServers().map((server) => ask(server, name)))
  }
}

/** `server` as Node writes it: an address, with a port only when that is not 53. */
async function ask(server: string, name: string): Promise<readonly SrvRecord[]> {
  const [, address = server, port = '53'] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(isIPv6(server) ? '' : server) ?? []
  const id = randomInt(65_536)
  const { promise, resolve, reject } = Promise.withResolvers<readonly SrvRecord[]>()
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  const late = setTimeout(() => reject(new Error(`${server} does not answer`)), timing.timeout * timing.tries)
  socket.on('error', reject)
  socket.on('message', (datagram) => {
    const records = parseSrvAnswer(datagram, id, name)
    if (records !== undefined) resolve(records)
  })
  // Connected, so that the kernel drops what others send.
  // Not as connect's callback: that is also called with an error, where there is no way.
  socket.on('connect', () => socket.send(encodeSrvQuery(id, name)))
  socket.connect(Number(port), address)
  try {
    return await promise
  } finally {
    clearTimeout(late)
    socket.close()
  }
}
