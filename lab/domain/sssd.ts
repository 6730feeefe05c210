import { setTimeout as sleep } from 'node:timers/promises'
import { people } from '../seed/domain.ts'
import type { Child } from '../site/child.ts'
import type { Host } from '../site/host.ts'
import { dnsDomain, isMember, memberKinds, realm } from '../topology.ts'
import type { Member } from './member.ts'
import { until } from './wait.ts'

export const sssdFolders = ['var/lib/sss', 'var/log/sssd']

/** Not /tmp, which the hosts share with the machine underneath. SSSD writes them as the person. */
const tickets = '/run/krb5cc'

/** Says also when an answer came from the cache, at the second level of `pam_verbosity`. */
const sssdConf = (domain: string) => `[sssd]
services = nss, pam
domains = ${dnsDomain}
[nss]
entry_negative_timeout = 1
[pam]
pam_verbosity = 2
[domain/${dnsDomain}]
cache_credentials = true
krb5_realm = ${realm}
krb5_keytab = /etc/krb5.keytab
krb5_ccname_template = FILE:${tickets}/%U
default_shell = /bin/sh
override_homedir = /run/home/%u
${domain}`

const adDomain = (host: string) => `id_provider = ad
ad_hostname = ${host}.${dnsDomain}
access_provider = ad
ad_gpo_access_control = disabled
ad_maximum_machine_account_password_age = 0
dyndns_update = false
sudo_provider = none
`

/** Where whoever can carry Kerberos over HTTPS has to listen (MS-KKDCP): `kdc = https://…` is unsafe with SSSD 2.8. */
export const sssdRelayPort = 1088
const relay = `127.0.0.1:${sssdRelayPort}`

const krb5Domain = `id_provider = proxy
proxy_lib_name = files
auth_provider = krb5
chpass_provider = krb5
access_provider = permit
krb5_server = ${relay}
krb5_kpasswd = ${relay}
krb5_validate = true
krb5_use_kdcinfo = false
`

const krb5Relayed = `[libdefaults]
  default_realm = ${realm}
  dns_lookup_realm = false
  dns_lookup_kdc = false
  rdns = false
  udp_preference_limit = 1
[realms]
  ${realm} = {
    kdc = ${relay}
    kpasswd_server = ${relay}
  }
`

const nsswitch = `passwd: files sss
group: files sss
shadow: files
hosts: files dns
`

const pamService = `auth sufficient pam_sss.so
auth required pam_deny.so
account required pam_sss.so
password required pam_sss.so
session required pam_sss.so
`

/** What Debian's packages make, with their modes. */
const folders = {
  db: 700,
  mc: 775,
  pipes: 755,
  'pipes/private': 750,
  pubconf: 755,
  'pubconf/krb5.include.d': 755,
}
const moreFolders = { gpo_cache: 755, secrets: 700, keytabs: 700, deskprofile: 751 }

/** SSSD with off-line log-on. The keytab is the one of the machine's account. */
export async function writeSssdFiles(host: Host): Promise<void> {
  const isAd = isMember(host.name) && memberKinds[host.name] === 'sssd-ad'
  for (const [folder, mode] of Object.entries({ ...folders, ...moreFolders })) {
    await host.must(['install', '-d', '-m', String(mode), `/var/lib/sss/${folder}`])
  }
  await host.must(['install', '-d', '-m', '1777', tickets])
  await Promise.all([
    host.write('/etc/sssd/sssd.conf', sssdConf(isAd ? adDomain(host.name) : krb5Domain), 0o600),
    host.write('/etc/nsswitch.conf', nsswitch),
    host.write('/etc/pam.d/keyturn', pamService),
    host.write('/etc/pam.d/login', pamService),
    ...(isAd ? [] : [host.write('/etc/krb5.conf', krb5Relayed), addUsers(host)]),
  ])
}

/** Kerberos says who somebody is and not that she is a user, so the workstation has a list of its own. */
async function addUsers(host: Host): Promise<void> {
  const lines = people.map(({ sAMAccountName }, index) => {
    return `${sAMAccountName}:x:${20_000 + index}:100::/run/home/${sAMAccountName}:/bin/sh\n`
  })
  await host.write('/etc/passwd', (await host.read('/etc/passwd')).trimEnd() + '\n' + lines.join(''))
}

/** Left behind by one that was stopped, and made anew. */
const pamPipe = '/var/lib/sss/pipes/private/pam'
/** How long SSSD may look for a DC. */
const connectMs = 15_000
const bus = `--bus=unix:path=/var/lib/sss/pipes/private/sbus-dp_${dnsDomain}`
const destination = `--dest=sssd.domain_${dnsDomain.replaceAll('.', '_2e')}`

export function createSssd(host: Host): Member {
  let daemon: Child | undefined

  async function known(): Promise<true | string> {
    if (daemon?.running === false) throw new Error(`sssd ended: ${(await daemon.log()).slice(-2000)}`)
    const found = await host.run(['getent', '--service=sss', 'passwd', 'alice'])
    if (found.code !== 0) return 'alice is not known'
    return (await host.run(['test', '-S', pamPipe])).code === 0 || 'nobody is asked for passwords'
  }

  async function isOnline(): Promise<boolean> {
    const call = ['/sssd', 'sssd.DataProvider.Backend.IsOnline', `string:${dnsDomain}`]
    const asked = await host.run(['dbus-send', bus, '--print-reply', destination, ...call])
    return asked.stdout.includes('boolean true')
  }

  return {
    host,
    async start() {
      await host.must(['rm', '-f', '/run/sssd.pid', pamPipe])
      daemon = await host.spawn(['sssd', '--interactive', '--logger=files'])
      await until(`${host.name} knows the domain`, 120_000, known)
    },
    async stop() {
      await daemon?.stop()
    },
    async connect() {
      for (const end = performance.now() + connectMs; performance.now() < end;) {
        daemon?.signal('SIGUSR2')
        await sleep(500)
        if (await isOnline()) return
      }
    },
  }
}
