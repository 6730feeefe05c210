import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect, isIPv6 } from 'node:net'
import { encodeSrvQuery, parseSrvAnswer, type SrvAnswer, type SrvRecord } from '@keyturn/protocols/dns'

const waitMs = 1_500
const tries = 2
const dnsPort = 53

/** SRV records, best first. Asks the name servers of the moment, in turn. Empty: none answered, or there are none. */
export async function findService(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]> {
  const servers = new Resolver().getServers()
  for (const server of Array.from({ length: tries }, () => servers).flat()) {
    if (signal.aborted) return []
    const query = encodeSrvQuery(randomInt(0x1_0000), name)
    const within = AbortSignal.any([signal, AbortSignal.timeout(waitMs)])
    const answer = await ask(server, query, within)
    if (answer !== undefined)
      return answer.records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
  }
  return []
}

async function ask(server: string, query: Uint8Array, signal: AbortSignal): Promise<SrvAnswer | undefined> {
  const answer = await askByDatagram(server, query, signal)
  return answer?.truncated === true ? askByStream(server, query, signal) : answer
}

function askByDatagram(
  server: string,
  query: Uint8Array,
  signal: AbortSignal,
): Promise<SrvAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<SrvAnswer | undefined>()
  const socket = createSocket(isIPv6(server) ? 'udp6' : 'udp4')
  const giveUp = () => resolve(undefined)
  signal.addEventListener('abort', giveUp)
  socket.on('error', giveUp)
  socket.on('message', (message) => {
    // What is no answer to this question is somebody else's.
    const answer = parseSrvAnswer(query, message)
    if (answer !== undefined) resolve(answer)
  })
  socket.send(query, dnsPort, server)
  return promise.finally(() => {
    signal.removeEventListener('abort', giveUp)
    socket.close()
  })
}

/** The same messages, each after its length in two bytes (RFC 1035 4.2.2). */
function askByStream(server: string, query: Uint8Array, signal: AbortSignal): Promise<SrvAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<SrvAnswer | undefined>()
  const socket = connect({ host: server, port: dnsPort, signal })
  let received = Buffer.alloc(0)
  socket.on('error', () => resolve(undefined))
  socket.on('close', () => resolve(undefined))
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    const length = received.length < 2 ? Infinity : received.readUInt16BE(0)
    if (received.length >= 2 + length) resolve(parseSrvAnswer(query, received.subarray(2, 2 + length)))
  })
  socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 0xff), query]))
  return promise.finally(() => socket.destroy())
}
