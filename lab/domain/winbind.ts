import { setTimeout as sleep } from 'node:timers/promises'
import type { Child } from '../site/child.ts'
import type { Host } from '../site/host.ts'
import { netbios, realm } from '../topology.ts'
import type { Member } from './member.ts'
import { until } from './wait.ts'

/** How long winbind may look for a DC. */
const connectMs = 15_000

export const winbindFolders = ['var/lib/samba', 'var/log/samba', 'var/cache/samba']

const smbConf = (name: string) => `[global]
  workgroup = ${netbios}
  realm = ${realm}
  netbios name = ${name.toUpperCase()}
  security = ads
  kerberos method = secrets and keytab
  dedicated keytab file = /etc/krb5.keytab
  machine password timeout = 0
  winbind offline logon = yes
  winbind refresh tickets = yes
  winbind use default domain = yes
  winbind max clients = 200
  idmap config * : backend = tdb
  idmap config * : range = 3000-7999
  idmap config ${netbios} : backend = rid
  idmap config ${netbios} : range = 10000-999999
  template shell = /bin/sh
  template homedir = /run/home/%U
`

/** Not /tmp, which the hosts share with the machine underneath: two laptops would write one ticket cache. */
const pamWinbind = `[global]
  cached_login = yes
  krb5_auth = yes
  krb5_ccache_type = FILE:/run/krb5cc_%u
`

const pamService = `auth sufficient pam_winbind.so
auth required pam_deny.so
account required pam_winbind.so
password required pam_winbind.so
session required pam_winbind.so
`

/** winbind with off-line log-on. */
export async function writeWinbindFiles(host: Host): Promise<void> {
  await Promise.all([
    host.write('/etc/samba/smb.conf', smbConf(host.name)),
    host.write('/etc/security/pam_winbind.conf', pamWinbind),
    host.write('/etc/pam.d/keyturn', pamService),
    host.write('/etc/pam.d/login', pamService),
  ])
}

/** `password` is the domain administrator's. */
export async function joinDomain(host: Host, password: string): Promise<void> {
  await host.must(['mkdir', '-p', '-m', '700', '/var/lib/samba/private'])
  const file = '/run/join'
  await host.write(file, `username = Administrator\npassword = ${password}\ndomain = ${netbios}\n`, 0o600)
  await host.must(['net', 'ads', 'join', '-A', file, '--no-dns-updates'])
  await host.must(['rm', file])
}

export function createWinbind(host: Host): Member {
  let daemon: Child | undefined

  async function known(): Promise<true | string> {
    if (daemon?.running === false) throw new Error(`winbindd ended: ${(await daemon.log()).slice(-2000)}`)
    const found = await host.run(['getent', 'passwd', 'alice'])
    return found.code === 0 || 'alice is not known'
  }

  return {
    host,
    async start() {
      daemon = await host.spawn(['winbindd', '--foreground', '--no-process-group', '--debug-stdout'])
      await until(`${host.name} knows the domain`, 120_000, known)
    },
    async stop() {
      await daemon?.stop()
    },
    async connect() {
      for (const end = performance.now() + connectMs; performance.now() < end;) {
        await host.must(['smbcontrol', 'winbindd', 'online'])
        if ((await host.run(['wbinfo', '-P'])).code === 0) return
        await sleep(250)
      }
    },
  }
}
