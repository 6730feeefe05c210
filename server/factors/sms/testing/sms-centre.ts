import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** As much of the package `smpp`, which has no types, as is used here. */
interface Library {
  createServer(
    options: { key?: Buffer; cert?: Buffer },
    listener: (session: Session) => void,
  ): Server & { readonly sessions: readonly Session[] }
}
export interface Session {
  readonly socket: { destroy(): void; write(bytes: Uint8Array): void }
  on(event: string, listener: (pdu: Received) => void): void
  send(pdu: unknown): void
  destroy(): void
  enquire_link(options: object, answered: (pdu: Received) => void): void
  unbind(options: object, answered: (pdu: Received) => void): void
  deliver_sm(options: object, answered: (pdu: Received) => void): void
}
interface Received {
  readonly command_status: number
  readonly system_id: string
  readonly password: string
  readonly interface_version: number
  readonly destination_addr: string
  readonly dest_addr_ton: number
  readonly source_addr: string
  readonly source_addr_ton: number
  readonly data_coding: number
  readonly short_message: { readonly message: string }
  response(options?: object): unknown
}

/** What a centre may do that a good one does not. A number is a status; `silent`: no answer. */
export interface Habits {
  readonly submit?: (session: Session) => number | 'silent'
  readonly enquire?: () => 'silent' | 'answer'
  readonly tls?: boolean
}

export interface SmsCentre extends AsyncDisposable {
  readonly port: number
  readonly caFile: string
  readonly passwordFile: string
  readonly sessions: () => readonly Session[]
  readonly binds: () => number
  readonly messages: readonly {
    readonly to: string
    readonly from: string
    readonly text: string
    readonly coding: number
  }[]
}

export const centrePassword = 'secret08'

const require = createRequire(import.meta.url)

type Message = SmsCentre['messages'][number]

/** An SMS centre on 127.0.0.1: the other half of the package `smpp`, which shares no line with what it tests. */
export async function anSmsCentre(habits: Habits = {}): Promise<SmsCentre> {
  const library = require('smpp') as Library
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-smpp-'))
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${centrePassword}\n`, { mode: 0o600 })
  const { caFile, ...certificate } = aCertificate(folder)

  const messages: Message[] = []
  let binds = 0
  const server = library.createServer(habits.tls === false ? {} : certificate, (session) =>
    serve(session, habits, {
      bound: () => void binds++,
      take: (message) => `id-${messages.push(message)}`,
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    caFile,
    passwordFile,
    sessions: () => server.sessions,
    binds: () => binds,
    messages,
    async [Symbol.asyncDispose]() {
      for (const session of server.sessions.slice()) session.destroy()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}

interface Desk {
  readonly bound: () => void
  readonly take: (message: Message) => string
}

function serve(session: Session, { submit, enquire }: Habits, { bound, take }: Desk): void {
  const bind = (pdu: Received) => {
    bound()
    const right = pdu.system_id === 'keyturn' && pdu.password === centrePassword
    // 0x0e: ESME_RINVPASWD
    session.send(pdu.response({ command_status: right ? 0 : 0x0e, system_id: 'centre' }))
  }
  for (const kind of ['transmitter', 'transceiver', 'receiver']) session.on(`bind_${kind}`, bind)
  session.on('error', () => session.destroy())
  session.on('unbind', (pdu) => session.send(pdu.response()))
  session.on('enquire_link', (pdu) => {
    if (enquire?.() !== 'silent') session.send(pdu.response())
  })
  session.on('submit_sm', (pdu) => {
    const status = submit?.(session) ?? 0
    if (status === 'silent') return
    if (status !== 0) return session.send(pdu.response({ command_status: status }))
    const { destination_addr: to, source_addr: from, data_coding: coding } = pdu
    const id = take({ to, from, coding, text: pdu.short_message.message })
    session.send(pdu.response({ message_id: id }))
  })
}

function aCertificate(folder: string) {
  const [keyFile, caFile] = [join(folder, 'key.pem'), join(folder, 'ca.pem')]
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', [...made, ...names, '-keyout', keyFile, '-out', caFile], { stdio: 'ignore' })
  return { caFile, key: readFileSync(keyFile), cert: readFileSync(caFile) }
}
