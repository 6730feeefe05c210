import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** nobody:nogroup on Debian: whatever a datagram does to the server, it does to nobody. */
const nobody = 65534

export interface RadiusPeople {
  /** Whose password is right at once. */
  readonly codes: Readonly<Record<string, string>>
  /** Who is asked for a PIN, and then, by Access-Challenge, for a code. */
  readonly pins: Readonly<Record<string, { readonly pin: string; readonly code: string }>>
}

export interface FreeRadiusSettings {
  /** Addresses that it listens on, and those that it serves. */
  readonly listen: { readonly address: string; readonly port: number }
  readonly clients: string
  readonly sharedSecret: string
  readonly people: RadiusPeople
  /** Beside a refusal. */
  readonly refusal?: string
}

/**
 * Makes a folder for Debian's FreeRADIUS. It drops requests without a right Message-Authenticator.
 *
 * @returns the command that runs it as nobody, in the foreground; it says "Ready to process requests".
 */
export async function freeRadiusFolder(
  folder: string,
  settings: FreeRadiusSettings,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(filesOf(folder, settings))) {
    await writeFile(join(folder, name), text, { mode: 0o600 })
    await chown(join(folder, name), nobody, nobody)
  }
  await chown(folder, nobody, nobody)
  return ['/usr/sbin/freeradius', '-f', '-x', '-l', 'stdout', '-d', folder]
}

const filesOf = (folder: string, settings: FreeRadiusSettings) => ({
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
  ipaddr = ${settings.clients}
  secret = "${settings.sharedSecret}"
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
${site(settings)}`,
  dictionary: '$INCLUDE /usr/share/freeradius/dictionary\n',
  users: Object.entries(settings.people.codes)
    .map(([name, code]) => `${name} Cleartext-Password := "${code}"\n`)
    .join(''),
})

const site = ({ listen, people, refusal = 'Access denied' }: FreeRadiusSettings) => `server default {
  listen {
    type = auth
    ipaddr = ${listen.address}
    port = ${listen.port}
  }
  authorize {
${Object.entries(people.pins).map(twoSteps).join('')}    files
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
        &Reply-Message := "${refusal}"
        &Message-Authenticator := 0x00
      }
    }
  }
}
`

/** The state is 16 bytes, as others' servers have it. */
const twoSteps = (
  [name, { pin, code }]: readonly [string, RadiusPeople['pins'][string]],
  index: number,
) => `    if (&User-Name == "${name}" && !&State && &User-Password == "${pin}") {
      update reply {
        &Reply-Message := "Enter the code of your token"
        &State := "0123456789abcde${index}"
        &Message-Authenticator := 0x00
      }
      update control { &Response-Packet-Type := Access-Challenge }
      handled
    }
    if (&User-Name == "${name}" && &State && &State == "0123456789abcde${index}") {
      update control { &Cleartext-Password := "${code}" }
    }
`
