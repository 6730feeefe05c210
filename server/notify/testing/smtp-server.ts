import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls'

/** What a mail server of the world may do that a good one in the lab does not. */
export interface SmtpHabits {
  /** Offers STARTTLS. */
  readonly startTls?: boolean
  /** Answers to RCPT in turn, the last one for ever: `451 try later`, `550 no such mailbox`. */
  readonly recipients?: readonly string[]
}

export interface SmtpServer extends AsyncDisposable {
  readonly port: number
  /** The certificate it shows, for `localhost`. */
  readonly caFile: string
  /** Whole mails with their envelope, and whether they came through TLS. */
  readonly mails: readonly {
    readonly to: readonly string[]
    readonly data: string
    readonly secure: boolean
  }[]
  readonly connections: () => number
}

type Mail = SmtpServer['mails'][number]

/** A mail server (RFC 5321, as much of it as a sender of one mail needs) on 127.0.0.1, for tests. */
export async function anSmtpServer({
  startTls = true,
  recipients = [],
}: SmtpHabits = {}): Promise<SmtpServer> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-smtp-'))
  const { caFile, secureContext } = aCertificate(folder)
  const mails: Mail[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const answers = [...recipients]
  const desk: Desk = {
    secureContext: startTls ? secureContext : undefined,
    take: (mail) => void mails.push(mail),
    recipient: () => (answers.length > 1 ? answers.shift() : answers[0]) ?? '250 ok',
  }

  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.write('220 test\r\n')
    converse(desk, socket, false)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    caFile,
    mails,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true })
    },
  }
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
  return {
    caFile,
    secureContext: createSecureContext({ key: readFileSync(keyFile), cert: readFileSync(caFile) }),
  }
}

interface Desk {
  /** undefined: offers no STARTTLS, and refuses it to those who ask nevertheless. */
  readonly secureContext: SecureContext | undefined
  readonly take: (mail: Mail) => void
  readonly recipient: () => string
}

function converse({ secureContext, take, recipient }: Desk, socket: Socket, secure: boolean): void {
  let data: string[] | undefined
  let to: string[] = []
  const offersTls = secureContext !== undefined && !secure

  const commands: Readonly<Record<string, (line: string) => string>> = {
    EHLO: () => (offersTls ? '250-test\r\n250 STARTTLS' : '250 test'),
    STAR: () => (offersTls ? '220 go on' : '502 not here'),
    RCPT(line) {
      const answer = recipient()
      if (answer.startsWith('2')) to = [...to, /<(.*)>/.exec(line)?.[1] ?? '']
      return answer
    },
    DATA() {
      data = []
      return '354 go on'
    },
    QUIT: () => '221 bye',
  }

  eachLine(socket, (line) => {
    if (data !== undefined && line !== '.') return void data.push(line)
    if (data !== undefined) take({ to, data: data.join('\n'), secure })
    const verb = data === undefined ? line.slice(0, 4).toUpperCase() : ''
    data = undefined
    socket.write(`${commands[verb]?.(line) ?? '250 ok'}\r\n`)
    if (verb === 'STAR' && offersTls) {
      socket.removeAllListeners('data')
      const tls = new TLSSocket(socket, { isServer: true, secureContext })
      tls.on('error', () => socket.destroy())
      converse({ secureContext, take, recipient }, tls, true)
    }
  })
}

function eachLine(socket: Socket, onLine: (line: string) => void): void {
  let rest = ''
  socket.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString('utf8')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}
