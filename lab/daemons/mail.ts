import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ca } from '../ca.ts'
import { until } from '../domain/wait.ts'
import { unpackedFolder } from '../site/folders.ts'
import type { Host } from '../site/host.ts'
import { dnsDomain } from '../topology.ts'
import { parseMessage, type Message } from './message.ts'

/** The company's mail server: SMTP on port 25 of mail.corp.example, STARTTLS with the lab's CA. */
export interface Mail {
  readonly host: Host
  /** What has arrived for an address, oldest first. */
  inbox(address: string): Promise<readonly Message[]>
  /** The newest message once there are at least `count`. */
  arrival(address: string, count?: number, timeoutMs?: number): Promise<Message>
}

export const mailFolders = ['var/spool', 'var/mail', 'var/log']

const mailHost = `mail.${dnsDomain}`
/** One Maildir for everybody; `Envelope-to` says who a message is for. */
const maildir = '/var/mail/everybody'
const keys = '/etc/exim4/keys'
const user = 'Debian-exim'

const eximConf = `primary_hostname = ${mailHost}
acl_smtp_rcpt = rcpt
tls_advertise_hosts = *
tls_certificate = ${keys}/${mailHost}.pem
tls_privatekey = ${keys}/${mailHost}.key
begin acl
rcpt:
  accept domains = ${dnsDomain}
  deny message = mail goes nowhere but to ${dnsDomain}
begin routers
everybody:
  driver = accept
  domains = ${dnsDomain}
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = ${maildir}
  maildir_format
  envelope_to_add
  user = mail
  group = mail
`

export async function startMail(host: Host, ca: Ca): Promise<Mail> {
  await overlayPackage(host)
  await host.must(['useradd', '--system', '--user-group', '--no-create-home', user])
  const { certFile, keyFile } = await ca.issue([mailHost], join(host.dataFolder, 'exim'))
  await host.must(['install', '-D', '-m', '640', '-g', user, keyFile, `${keys}/${mailHost}.key`])
  await host.must(['install', '-m', '644', certFile, `${keys}/${mailHost}.pem`])
  await host.write('/etc/exim4/exim4.conf', eximConf)
  await host.must(['install', '-d', '-o', user, '-g', user, '/var/spool/exim4', '/var/log/exim4'])
  await host.must(['chown', 'mail:mail', '/var/mail'])
  const daemon = await host.spawn(['exim4', '-bdf'])
  await until('the mail server listens', 10_000, async () => {
    if (!daemon.running) throw new Error(`exim4 ended: ${await daemon.log()}`)
    const listening = await host.must(['ss', '-Hltn', 'sport = :25'])
    return listening !== '' || 'port 25 is closed'
  })
  return createMailbox(host)
}

/**
 * Exim is unpacked, not installed: every mail server of Debian replaces the one the machine may have. Its
 * files lie over this host's /usr, read-only.
 */
async function overlayPackage(host: Host): Promise<void> {
  const usr = join(unpackedFolder, 'exim4-daemon-light', 'usr')
  await stat(usr).catch((cause: unknown) => {
    throw new Error(`${usr} is missing: run \`node tools/setup.mjs test\` first`, { cause })
  })
  await host.must(['mount', '-t', 'overlay', 'overlay', '-o', `ro,lowerdir=${usr}:/usr`, '/usr'])
}

function createMailbox(host: Host): Mail {
  async function inbox(address: string): Promise<readonly Message[]> {
    const folder = host.path(`${maildir}/new`)
    const names = await readdir(folder).catch(() => [])
    const files = await Promise.all(names.map((name) => readDelivered(join(folder, name))))
    return files
      .toSorted((one, other) => one.at - other.at)
      .map(({ bytes }) => parseMessage(bytes))
      .filter(({ envelopeTo }) => envelopeTo.toLowerCase() === address.toLowerCase())
  }
  return {
    host,
    inbox,
    async arrival(address, count = 1, timeoutMs = 90_000) {
      const end = performance.now() + timeoutMs
      for (;;) {
        const messages = await inbox(address)
        const newest = messages.at(-1)
        if (newest !== undefined && messages.length >= count) return newest
        if (performance.now() > end) throw new Error(`${address} has ${messages.length} of ${count} messages`)
        await sleep(50)
      }
    },
  }
}

/** The name in the Maildir tells the time of delivery in seconds only. */
async function readDelivered(file: string): Promise<{ readonly at: number; readonly bytes: Uint8Array }> {
  return { at: (await stat(file)).mtimeMs, bytes: await readFile(file) }
}
