import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kannelFolder } from '@keyturn/lab'
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
  const ports = { admin, box, http: port, centre: centre.port }
  const at = { systemId: 'keyturn', centrePassword, number: '4930123' }
  const programs = await kannelFolder(folder, { ports, user: kannelUser, ...at })
  let output = ''
  const children: ChildProcess[] = []
  const start = ([program = '', ...argv]: readonly string[]) => {
    const child = spawn(program, argv, {
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
  start(programs.bearerbox)
  await sleep(500)
  start(programs.smsbox)
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
