import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, Host } from '@keyturn/lab'

/** nobody:nogroup on Debian: whatever a datagram does to the server, it does to nobody. */
const nobody = 65534

export interface RadiusPeople {
  /** Whose code is right at once. */
  readonly codes: Readonly<Record<string, string>>
  /** Who is asked for a PIN, and then, by Access-Challenge, for a code. */
  readonly pins: Readonly<Record<string, { readonly pin: string; readonly code: string }>>
}

/** Debian's FreeRADIUS on a machine of the lab, port 1812. It drops requests without a right Message-Authenticator. */
export async function startFreeRadius(
  host: Host,
  folder: string,
  { sharedSecret, people }: { readonly sharedSecret: string; readonly people: RadiusPeople },
): Promise<Child> {
  await mkdir(folder, { mode: 0o700 })
  for (const [name, text] of Object.entries(files(folder, sharedSecret, people))) {
    await writeFile(join(folder, name), text, { mode: 0o600 })
    await chown(join(folder, name), nobody, nobody)
  }
  await chown(folder, nobody, nobody)
  const argv = ['/usr/sbin/freeradius', '-f', '-x', '-l', 'stdout', '-d', folder]
  const child = await host.spawn(argv, { name: 'freeradius', asUser: 'nobody' })
  for (let waited = 0; !(await child.log()).includes('Ready to process requests'); waited += 50) {
    if (!child.running || waited > 20_000) throw new Error(`no FreeRADIUS: ${await child.log()}`)
    await sleep(50)
  }
  return child
}

const files = (folder: string, sharedSecret: string, people: RadiusPeople) => ({
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
client office {
  ipaddr = 10.20.0.0/24
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
${site(people.pins)}`,
  dictionary: '$INCLUDE /usr/share/freeradius/dictionary\n',
  users: Object.entries(people.codes)
    .map(([name, code]) => `${name} Cleartext-Password := "${code}"\n`)
    .join(''),
})

const site = (pins: RadiusPeople['pins']) => `server default {
  listen {
    type = auth
    ipaddr = *
    port = 1812
  }
  authorize {
${Object.entries(pins).map(twoSteps).join('')}    files
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
      update reply { &Message-Authenticator := 0x00 }
    }
  }
}
`

const twoSteps = ([name, { pin, code }]: readonly [string, RadiusPeople['pins'][string]], index: number) => `
    if (&User-Name == "${name}" && !&State && &User-Password == "${pin}") {
      update reply {
        &Reply-Message := "Enter the code of your token"
        &State := "asked-${index}"
        &Message-Authenticator := 0x00
      }
      update control { &Response-Packet-Type := Access-Challenge }
      handled
    }
    if (&User-Name == "${name}" && &State && &State == "asked-${index}") {
      update control { &Cleartext-Password := "${code}" }
    }
`
