import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { centrePassword, type SmsCentre } from './sms-centre.ts'

export interface Kannel extends AsyncDisposable {
  /** Where it takes messages by HTTP. */
  readonly port: number
  output(): string
}

export const kannelUser = { name: 'keyturn-web', password: 'a secret of the gateway' }
/** nobody:nogroup on Debian. */
const nobody = 65534

/** Debian's Kannel on 127.0.0.1: takes messages by HTTP, and hands them to a centre by SMPP. */
export async function kannel(centre: SmsCentre): Promise<Kannel> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-kannel-'))
  const [admin = 0, box = 0, port = 0] = await freePorts(3)
  const conf = join(folder, 'kannel.conf')
  writeFileSync(conf, configuration({ admin, box, port, centre: centre.port }), { mode: 0o644 })
  let output = ''
  const children: ChildProcess[] = []
  const start = (program: string) => {
    const child = spawn(`/usr/sbin/${program}`, ['-v', '1', conf], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => void (output += bytes.toString('utf8')))
    }
    children.push(child)
  }
  const result: Kannel = {
    port,
    output: () => output,
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const closed = once(child, 'close')
        child.kill('SIGKILL')
        await closed
      }
      rmSync(folder, { recursive: true })
    },
  }
  // It can read its configuration only where others may look in.
  chmodSync(folder, 0o755)
  start('bearerbox')
  await sleep(500)
  start('smsbox')
  for (let waited = 0; centre.binds() === 0 || !(await answers(port)); waited += 100) {
    if (waited > 15_000) {
      await result[Symbol.asyncDispose]()
      throw new Error(`Kannel did not start: ${output}`)
    }
    await sleep(100)
  }
  return result
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  for (const server of servers) server.close()
  return ports
}

const configuration = (ports: Readonly<Record<'admin' | 'box' | 'port' | 'centre', number>>) => `group = core
admin-port = ${ports.admin}
admin-interface = 127.0.0.1
admin-password = unused-${process.pid}
smsbox-port = ${ports.box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*

group = smsc
smsc = smpp
host = 127.0.0.1
port = ${ports.centre}
transceiver-mode = true
smsc-username = keyturn
smsc-password = ${centrePassword}
system-type = VMA
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${ports.box}
sendsms-port = ${ports.port}
sendsms-interface = 127.0.0.1
global-sender = 4930123

group = sendsms-user
username = ${kannelUser.name}
password = "${kannelUser.password}"
max-messages = 1
`
