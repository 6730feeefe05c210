import { constants } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { BlockList, isIP, type AddressInfo } from 'node:net'
import { createRate } from '#http'
import type { Clock, Log } from '#kernel'
import { presentedByProxy, presentedByTls, type Presented } from './presented.ts'
import type { CardListen } from './settings.ts'
import type { Outcome, Showing } from './showing.ts'

export interface ListenerDeps {
  readonly showing: Showing
  /** The portal's own address, where every browser is sent back to. */
  readonly publicUrl: string
  /** PEM: browsers offer cards of these CAs. */
  readonly trusted: string
  readonly clock: Clock
  readonly log: Pick<Log, 'error' | 'info'>
}

export interface CardListener extends AsyncDisposable {
  readonly port: number
}

const bodyBytes = 8_192
const perAddress = { perSecond: 2, atOnce: 200 }

/**
 * Where browsers show cards. It asks for a certificate as soon as TLS begins, so it cannot be the portal's own port,
 * and does nothing else: one form, one redirect, no session, no cookie, no page.
 */
export async function openCardListener(listen: CardListen, deps: ListenerDeps): Promise<CardListener> {
  const server = await createFor(listen, deps)
  server.maxConnections = 500
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(listen.port, listen.address, resolve)
  })
  const { port } = server.address() as AddressInfo
  deps.log.info({ address: listen.address, port }, 'listening for smart cards')
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function createFor(listen: CardListen, deps: ListenerDeps): Promise<Server> {
  const times = { headersTimeout: 10_000, requestTimeout: 20_000, keepAliveTimeout: 1_000 }
  if (!('certificateFile' in listen)) {
    const handle = handler(deps, presentedByProxy(listen.header), isOneOf(listen.proxies))
    return createServer({ ...times, maxHeaderSize: 65_536 }, handle)
  }
  const tls = {
    cert: await readFile(listen.certificateFile),
    key: await readFile(listen.keyFile),
    ca: deps.trusted,
    requestCert: true,
    // Which card is good is decided afterwards, and told in the portal's words instead of an alert of TLS.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 60_000,
    // Each time the card itself is asked.
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const
  return createTlsServer(
    { ...times, ...tls },
    handler(deps, presentedByTls, () => true),
  )
}

function isOneOf(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function handler(
  { showing, publicUrl, clock, log }: ListenerDeps,
  presented: Presented,
  mayAsk: (address: string) => boolean,
): RequestListener {
  const rate = createRate(perAddress, clock)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? ''
    if (!mayAsk(address)) return end(response, 403)
    if (request.method !== 'POST' || request.url !== '/') return end(response, 404)
    if (rate.take(address) > 0) return end(response, 429)
    const form = await formOf(request)
    if (form === undefined) return end(response, 413)
    const outcome = await showing(form.get('ticket') ?? '', presented(request))
    end(response, 303, { location: new URL(`${backOf(form)}#${fragmentOf(outcome)}`, publicUrl).href })
  }

  return (request, response) => {
    answer(request, response).catch((cause: unknown) => {
      log.error({ err: cause }, 'showing a smart card failed')
      if (!response.headersSent) end(response, 500)
    })
  }
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  const always = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', connection: 'close' }
  response.writeHead(status, { ...always, ...headers }).end()
}

/** undefined: too long for what it may be. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyBytes) return undefined
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** A page of the portal, and of nowhere else. */
function backOf(form: URLSearchParams): string {
  const back = form.get('back') ?? ''
  return /^(\/[\w-]+){1,5}$/.test(back) ? back : '/'
}

/** After the `#`, so that it is in no log and no Referer. */
function fragmentOf(outcome: Outcome): string {
  return 'card' in outcome ? `card=${outcome.card}` : `card-refused=${outcome.refused}`
}
