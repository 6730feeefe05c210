import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** nobody:nogroup on Debian. */
const nobody = 65534

export interface KannelSettings {
  /** All on 127.0.0.1; `centre` is that of the SMS centre, which Kannel speaks SMPP to. */
  readonly ports: Readonly<Record<'admin' | 'box' | 'http' | 'centre', number>>
  readonly user: { readonly name: string; readonly password: string }
  readonly systemId: string
  readonly centrePassword: string
  /** Whose messages Kannel's are, on the telephone. */
  readonly number: string
}

/**
 * Makes a folder for Debian's Kannel, which takes messages by HTTP and hands them to a centre by SMPP 3.4.
 *
 * @returns the commands that run its two programs as nobody, in the foreground, from a folder that nobody may enter.
 */
export async function kannelFolder(
  folder: string,
  settings: KannelSettings,
): Promise<{ readonly bearerbox: readonly string[]; readonly smsbox: readonly string[] }> {
  await mkdir(folder, { recursive: true })
  // It can read its configuration only where others may look in.
  await chmod(folder, 0o755)
  const conf = join(folder, 'kannel.conf')
  await writeFile(conf, textOf(settings), { mode: 0o600 })
  await chown(conf, nobody, nobody)
  const argv = (program: string) => [`/usr/sbin/${program}`, '-v', '1', conf]
  return { bearerbox: argv('bearerbox'), smsbox: argv('smsbox') }
}

const textOf = ({ ports, user, systemId, centrePassword, number }: KannelSettings) => `group = core
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
smsc-username = ${systemId}
smsc-password = ${centrePassword}
system-type = VMA
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${ports.box}
sendsms-port = ${ports.http}
sendsms-interface = 127.0.0.1
global-sender = ${number}

group = sendsms-user
username = ${user.name}
password = "${user.password}"
max-messages = 1
`
