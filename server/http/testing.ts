import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plain,
} from 'node:http'
import { request as secure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { type RouteName, routes } from '@keyturn/contract'
import { createLog, Fault, systemClock, systemRandom } from '#kernel'
import type { HttpConfig } from './config.ts'
import { type HttpDeps, openHttp } from './http.ts'
import { type Handler, type Route, route } from './route.ts'
import { createSessions } from './sessions/sessions.ts'
import type { SessionStore } from './sessions/store.ts'
import type { Session } from './sessions/state.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object goes out as JSON. */
  readonly body?: object | string
}

type Handlers = { readonly [N in RouteName]?: Handler<N> }

/**
 * The edge on real sockets, TLS included, with these handlers; the other routes answer `internal`. Sessions live
 * in memory. `said()` is all that was logged.
 */
export async function anEdge(
  handlers: Handlers = {},
  config: Partial<HttpConfig> = {},
  deps: Partial<HttpDeps> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'kt-http-'))
  const tls = await aCertificate(folder)
  let said = ''
  const sink = new Writable({ write: (chunk, _encoding, done) => ((said += String(chunk)), done()) })
  const sessions = createSessions({ store: inMemory(), clock: systemClock, random: systemRandom })
  const localSocket = join(folder, 'local')
  const usual: HttpConfig = {
    address: '127.0.0.1',
    port: 0,
    ...tls,
    trustedProxies: [],
    localSocket,
    portal: undefined,
  }
  const http = await openHttp(
    { ...usual, ...config },
    {
      routes: allRoutes(handlers),
      sessions,
      authenticateDevice: async () => undefined,
      log: createLog('debug', sink),
      clock: systemClock,
      random: systemRandom,
      ...deps,
    },
  ).catch(async (error: unknown) => {
    await rm(folder, { recursive: true })
    throw error
  })
  const ca = await readFile(tls.certificateFile)
  return {
    url: http.url,
    ca,
    localSocket,
    sessions,
    said: () => said,
    ask: (path: string, what: Ask = {}) => exchange(open(`${http.url}${path}`, { ...wire(what), ca }), what),
    askLocally: (path: string, what: Ask = {}) =>
      exchange(plain({ path, socketPath: localSocket, ...wire(what) }), what),
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

function open(url: string, options: object): ClientRequest {
  return url.startsWith('https')
    ? secure(url, { ...options, agent: false })
    : plain(url, { ...options, agent: false })
}

function wire({ method, headers, body }: Ask) {
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {}
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: { ...type, ...headers } }
}

async function exchange(request: ClientRequest, { body }: Ask): Promise<Answer> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  request.end(typeof body === 'object' ? JSON.stringify(body) : body)
  const response = await answered
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}

export function allRoutes(handlers: Handlers): Route[] {
  const names = Object.keys(routes) as RouteName[]
  return names.map((name) => route(name, (handlers[name] ?? unused) as Handler<RouteName>))
}

function unused(): never {
  throw new Fault('internal', 'not part of this test')
}

function inMemory(): SessionStore {
  const rows = new Map<string, Session>()
  return {
    async insert(session, { insteadOf = '', continues }) {
      const before = rows.get(insteadOf)
      const ended = before?.kind === session.kind && rows.delete(insteadOf)
      if (continues && !ended) return false
      rows.set(session.id, session)
      return true
    },
    find: async (id) => rows.get(id),
    remove: async (id) => void rows.delete(id),
    removeOf: async (kind, subject, exceptId) => {
      for (const [id, session] of rows) {
        if (session.kind === kind && session.subject === subject && id !== exceptId) rows.delete(id)
      }
    },
    removeAll: async (kind, exceptId) => {
      for (const [id, session] of rows) if (session.kind === kind && id !== exceptId) rows.delete(id)
    },
    removeExpired: async (now) => {
      for (const [id, { expires }] of rows) if (expires <= now) rows.delete(id)
    },
  }
}

/** For 127.0.0.1, so that the client can verify it. */
async function aCertificate(folder: string) {
  const keyFile = join(folder, 'key.pem')
  const certificateFile = join(folder, 'cert.pem')
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1', '-nodes']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', keyFile]
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, '-out', certificateFile])
  return { keyFile, certificateFile }
}
