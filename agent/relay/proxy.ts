import { Agent, request, type RequestOptions } from 'node:https'
import { formatProxyMessage, longestMessage, parseProxyMessage } from '@keyturn/protocols/kkdcp'

/** The KDC proxy of Keyturn's server. */
export interface Proxy {
  /** What a KDC answered to this, both framed. undefined: no answer came, for whatever reason. */
  ask(framed: Uint8Array, gone: AbortSignal): Promise<Uint8Array | undefined>
  /** Connections that are kept for the next question. */
  close(): void
}

/** Of the relay: SSSD waits 6 s at most (`krb5_auth_timeout`), and then for the cache. */
const relaySilenceMs = 4_000
const connections = 16

export function createProxy(at: {
  readonly server: string
  readonly ca: string
  readonly realm: string
  /** How long to wait without a byte in either direction. */
  readonly silenceMs?: number
}): Proxy {
  const { realm, ca, silenceMs: timeout = relaySilenceMs } = at
  const url = new URL('/KdcProxy', at.server)
  const agent = new Agent({ ca, keepAlive: true, minVersion: 'TLSv1.2', maxSockets: connections })
  return {
    async ask(framed, gone) {
      const body = formatProxyMessage({ framed, realm })
      const answer = await post(url, body, { agent, signal: gone, timeout }).catch(() => undefined)
      return answer && parseProxyMessage(answer)?.framed
    },
    close: () => agent.destroy(),
  }
}

/** @throws {Error} for whatever is no answer of a KDC. */
function post(
  url: URL,
  body: Uint8Array,
  by: Pick<RequestOptions, 'agent' | 'signal' | 'timeout'>,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const headers = { 'content-type': 'application/kerberos', 'content-length': body.length }
  const asked = request(url, { ...by, method: 'POST', headers }, (response) => {
    const pieces: Buffer[] = []
    let size = 0
    response.on('error', reject)
    if (response.statusCode !== 200) return void asked.destroy(new Error(`status ${response.statusCode}`))
    response.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > longestMessage) asked.destroy(new Error('the answer is too long'))
      else pieces.push(piece)
    })
    response.on('end', () => resolve(Buffer.concat(pieces)))
  })
  asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
  asked.on('error', reject)
  asked.end(body)
  return promise
}
