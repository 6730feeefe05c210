import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { encodeSrvQuery, parseSrvAnswer, type SrvRecord } from '@keyturn/protocols/dns'

const waitMs = 1_500
const tries = 2
/** A question that is lost on a bad line is asked again. */
const againMs = 400
const dnsPort = 53

/** SRV records, best first. Asks the name servers of the moment, in turn. Empty: none answered, or there are none. */
export async function findService(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]> {
  const servers = new Resolver().getServers()
  for (const server of Array.from({ length: tries }, () => servers).flat()) {
    const within = AbortSignal.any([signal, AbortSignal.timeout(waitMs)])
    const records = await ask(server, name, within)
    if (records !== undefined)
      return records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
    if (signal.aborted) return []
  }
  return []
}

function ask(server: string, name: string, signal: AbortSignal): Promise<readonly SrvRecord[] | undefined> {
  const { promise, resolve } = Promise.withResolvers<readonly SrvRecord[] | undefined>()
  const id = randomInt(0x1_0000)
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4')
  const giveUp = () => resolve(undefined)
  signal.addEventListener('abort', giveUp)
  socket.on('error', giveUp)
  socket.on('message', (message) => {
    // What is no answer to this question is somebody else's.
    const records = parseSrvAnswer(message, id, name)
    if (records !== undefined) resolve(records)
  })
  // Connected, so that only this server's answers arrive. Without a route it is an error, not a connection.
  const send = () => socket.send(encodeSrvQuery(id, name))
  let again: NodeJS.Timeout | undefined
  socket.on('connect', () => {
    send()
    again = setInterval(send, againMs)
  })
  socket.connect(dnsPort, server)
  return promise.finally(() => {
    clearInterval(again)
    signal.removeEventListener('abort', giveUp)
    socket.close()
  })
}
