import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, getCACertificates } from 'node:tls'
import { ports, type Resource } from './settings.ts'

export interface Tried {
  readonly name: string
  readonly answers: boolean
}

const mostMs = 5_000

/**
 * Asks each of them once, all at once, and says what it is in the order of the list. Nothing is sent but what opens a
 * connection (and a HEAD by HTTP): no name, no password, no ticket.
 *
 * @param ca PEM: believed beside the system's authorities.
 */
export function tryResources(
  resources: readonly Resource[],
  ca: string,
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  const authorities = [...getCACertificates('system'), ca]
  return Promise.all(
    resources.map(async ({ name, at }) => {
      const within = AbortSignal.any([signal, AbortSignal.timeout(mostMs)])
      const answers = await answersAt(new URL(at), authorities, within).catch(() => false)
      return { name, answers }
    }),
  )
}

async function answersAt(url: URL, ca: string[], signal: AbortSignal): Promise<boolean> {
  if (url.protocol === 'http:' || url.protocol === 'https:') return answersHttp(url, ca, signal)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || ports[url.protocol])
  const isTls = ['imaps:', 'ldaps:', 'tls:'].includes(url.protocol)
  const socket: Socket = isTls ? connectTls({ host, port, ca, servername: host }) : connectTcp({ host, port })
  try {
    // Before anything else can go wrong with it.
    socket.on('error', () => undefined)
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal })
    return true
  } finally {
    socket.destroy()
  }
}

/** Whatever it says, except that it cannot: who asks for a log-on is there. */
async function answersHttp(url: URL, ca: string[], signal: AbortSignal): Promise<boolean> {
  const options = { method: 'HEAD', signal, agent: false }
  const asked = url.protocol === 'https:' ? requestHttps(url, { ...options, ca }) : requestHttp(url, options)
  asked.on('error', () => undefined).end()
  const [response] = (await once(asked, 'response', { signal })) as [{ statusCode?: number; destroy(): void }]
  response.destroy()
  return (response.statusCode ?? 500) < 500
}
