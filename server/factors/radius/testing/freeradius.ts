import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freeRadiusFolder } from '@keyturn/lab'

export interface FreeRadius extends AsyncDisposable {
  readonly port: number
  output(): string
}

/** nobody:nogroup on Debian. */
const nobody = 65534

const people = {
  codes: { alice: 'Größe und 17 Zeichen, über mehrere Blöcke' },
  pins: { bob: { pin: "bob's PIN", code: '755224' } },
}

/**
 * Debian's FreeRADIUS on 127.0.0.1, from a folder and a configuration of its own: alice's password is right at once,
 * bob's is answered by a challenge.
 */
export async function freeRadius(sharedSecret: string): Promise<FreeRadius> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-freeradius-'))
  const listen = { address: '127.0.0.1', port }
  const settings = { listen, clients: '127.0.0.1', sharedSecret, people, refusal: 'Falsches Kennwort, Grüße' }
  const [program = '', ...argv] = await freeRadiusFolder(folder, settings)
  const child = spawn(program, argv, {
    uid: nobody,
    gid: nobody,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = once(child, 'close')
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => void (output += bytes.toString('utf8')))
  }
  const server: FreeRadius = {
    port,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
  for (let waited = 0; !output.includes('Ready to process requests'); waited += 50) {
    if (child.exitCode !== null || waited > 10_000) {
      await server[Symbol.asyncDispose]()
      throw new Error(`FreeRADIUS did not start: ${output}`)
    }
    await sleep(50)
  }
  return server
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
