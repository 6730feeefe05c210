import { Agent, request } from 'node:https'
import { formatProxyMessage, longestMessage, parseProxyMessage } from '@keyturn/protocols/kkdcp'

/** The KDC proxy of Keyturn's server. */
export interface Proxy {
  /** What a KDC answered to this, both framed. undefined: no answer came, for whatever reason. */
  ask(framed: Uint8Array, gone: AbortSignal): Promise<Uint8Array | undefined>
  /** Connections that are kept for the next question. */
  close(): void
}

/** Without a byte in either direction. SSSD waits 6 s at most (`krb5_auth_timeout`), and then for the cache. */
const silenceMs = 4_000
const connections = 16

export function createProxy(at: {
  readonly server: string
  readonly ca: string
  readonly realm: string
}): Proxy {
  const { realm, ca } = at
  const url = new URL('/KdcProxy', at.server)
  const agent = new Agent({ ca, keepAlive: true, minVersion: 'TLSv1.2', maxSockets: connections })
  return {
    async ask(framed, gone) {
      const body = formatProxyMessage({ framed, realm })
      const answer = await post(url, body, { agent, signal: gone }).catch(() => undefined)
      return answer && parseProxyMessage(answer)?.framed
    },
    close: () => agent.destroy(),
  }
}

/** @throws {Error} for whatever is no answer of a KDC. */
function post(url: URL, body: Uint8Array, by: { agent: Agent; signal: AbortSignal }): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
  const headers = { 'content-type': 'application/kerberos', 'content-length': body.length }
  const asked = request(url, { ...by, method: 'POST', headers, timeout: silenceMs }, (response) => {
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
