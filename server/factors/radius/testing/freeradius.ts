import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FreeRadius extends AsyncDisposable {
  readonly port: number
  output(): string
}

/** nobody:nogroup on Debian: whatever a datagram does to the server, it does to nobody. */
const nobody = 65534

/**
 * Debian's FreeRADIUS on 127.0.0.1, from a folder and a configuration of its own: alice's password is right at once,
 * bob's is answered by a challenge. It drops requests without a right Message-Authenticator.
 */
export async function freeRadius(sharedSecret: string): Promise<FreeRadius> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-freeradius-'))
  for (const [name, text] of Object.entries(files(folder, port, sharedSecret))) {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    chownSync(join(folder, name), nobody, nobody)
  }
  chownSync(folder, nobody, nobody)
  const child = spawn('/usr/sbin/freeradius', ['-f', '-x', '-l', 'stdout', '-d', folder], {
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

const files = (folder: string, port: number, sharedSecret: string) => ({
  'radiusd.conf': `name = freeradius
prefix = /usr
libdir = /usr/lib/freeradius
confdir = ${folder}
run_dir = ${folder}
db_dir = ${folder}
logdir = ${folder}
log { destination = stdout }
max_request_time = 5
cleanup_delay = 2
security { status_server = no }
client keyturn {
  ipaddr = 127.0.0.1
  secret = "${sharedSecret}"
  require_message_authenticator = yes
}
thread pool {
  start_servers = 1
  max_servers = 2
}
modules {
  pap { }
  always handled { rcode = handled }
  files { filename = ${folder}/users }
}
${site(port)}`,
  dictionary: '$INCLUDE /usr/share/freeradius/dictionary\n',
  users: 'alice Cleartext-Password := "Größe und 17 Zeichen, über mehrere Blöcke"\n',
})

const site = (port: number) => `server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    if (&User-Name == "bob" && !&State) {
      if (&User-Password == "bob's PIN") {
        update reply {
          &Reply-Message := "Enter the code of your token"
          &State := "0123456789abcdef"
          &Message-Authenticator := 0x00
        }
        update control { &Response-Packet-Type := Access-Challenge }
        handled
      }
    }
    if (&User-Name == "bob" && &State) {
      if (&State == "0123456789abcdef") {
        update control { &Cleartext-Password := "755224" }
      }
    }
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
  }
  post-auth {
    update reply { &Message-Authenticator := 0x00 }
    Post-Auth-Type REJECT {
      update reply {
        &Reply-Message := "Falsches Kennwort, Grüße"
        &Message-Authenticator := 0x00
      }
    }
  }
}
`
