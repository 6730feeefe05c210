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

export const mailFolders = ['var/spool', 'var/mail']

const smtpdConf = `pki mail cert "/etc/smtpd/mail.${dnsDomain}.pem"
pki mail key "/etc/smtpd/mail.${dnsDomain}.key"
listen on 0.0.0.0 tls pki mail hostname mail.${dnsDomain}
listen on socket
table everyone { "@" = postbox }
action deliver maildir "/var/mail/%{rcpt:lowercase}" virtual <everyone>
match from any for domain ${dnsDomain} action deliver
`

/** The accounts that installing Debian's package would make, and the one that owns the Maildirs. */
const accounts = `opensmtpd:x:980:980::/var/lib/opensmtpd/empty:/usr/sbin/nologin
opensmtpq:x:981:981::/var/lib/opensmtpd/empty:/usr/sbin/nologin
postbox:x:982:982::/var/mail:/usr/sbin/nologin
`
/** The process that holds its keys knows RSA only (OpenSMTPD 6.8 with OpenSSL 3). */
const wish = { key: 'rsa' } as const

const groups = 'opensmtpd:x:980:\nopensmtpq:x:981:\npostbox:x:982:\n'

export async function startMail(host: Host, ca: Ca): Promise<Mail> {
  const { certFile, keyFile } = await ca.issue([`mail.${dnsDomain}`], join(host.dataFolder, 'smtpd'), wish)
  await host.must(['install', '-D', '-m', '600', keyFile, `/etc/smtpd/mail.${dnsDomain}.key`])
  await host.must(['install', '-m', '644', certFile, `/etc/smtpd/mail.${dnsDomain}.pem`])
  await overlayPackage(host)
  await host.write('/etc/smtpd/smtpd.conf', smtpdConf)
  await host.write('/etc/passwd', (await host.read('/etc/passwd')) + accounts)
  await host.write('/etc/group', (await host.read('/etc/group')) + groups)
  await host.must(['chown', 'postbox:postbox', '/var/mail'])
  await host.must(['install', '-d', '-m', '711', '/var/spool/smtpd'])
  const daemon = await host.spawn(['smtpd', '-d', '-f', '/etc/smtpd/smtpd.conf'])
  await until('the mail server listens', 10_000, async () => {
    if (!daemon.running) throw new Error(`smtpd ended: ${await daemon.log()}`)
    const listening = await host.must(['ss', '-Hltn', 'sport = :25'])
    return listening !== '' || 'port 25 is closed'
  })
  return createMailbox(host)
}

/**
 * OpenSMTPD is unpacked, not installed: every mail server of Debian replaces the one the machine may have.
 * Its files lie over the host's /usr, read-only, and the empty folder it locks itself into over /var/lib.
 */
async function overlayPackage(host: Host): Promise<void> {
  const usr = join(unpackedFolder, 'opensmtpd', 'usr')
  await stat(usr).catch((cause: unknown) => {
    throw new Error(`${usr} is missing: run \`node tools/setup.mjs test\` first`, { cause })
  })
  await host.must(['mkdir', '-p', '/run/overlay/opensmtpd/empty'])
  await host.must(['mount', '-t', 'overlay', 'overlay', '-o', `ro,lowerdir=${usr}:/usr`, '/usr'])
  await host.must([
    'mount',
    '-t',
    'overlay',
    'overlay',
    '-o',
    'ro,lowerdir=/run/overlay:/var/lib',
    '/var/lib',
  ])
}

function createMailbox(host: Host): Mail {
  async function inbox(address: string): Promise<readonly Message[]> {
    const folder = host.path(`/var/mail/${address.toLowerCase()}/new`)
    const names = await readdir(folder).catch(() => [])
    const files = await Promise.all(names.map((name) => readDelivered(join(folder, name))))
    return files.toSorted((one, other) => one.at - other.at).map(({ bytes }) => parseMessage(bytes))
  }
  return {
    host,
    inbox,
    async arrival(address, count = 1, timeoutMs = 10_000) {
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
