import type { Child } from '../site/child.ts'
import type { Host } from '../site/host.ts'
import { addressOf, baseDn, dnsDomain } from '../topology.ts'
import { until } from './wait.ts'

/** A domain controller and the ways it can fail. */
export interface Dc {
  readonly host: Host
  readonly ldapsUrl: string
  /** Until LDAPS, Kerberos and DNS answer. */
  start(): Promise<void>
  /** Goes down in order, or with `SIGKILL` as if the power failed. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Every process stops where it stands: connections stay open and nothing answers. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** `samba-tool` on the DC, in the database itself. */
  samba(...args: readonly string[]): Promise<string>
  /** LDIF for `ldbadd` or `ldbmodify` in the DC's database, past access control. Passwords travel by stdin. */
  ldb(command: 'ldbadd' | 'ldbmodify', ldif: string): Promise<void>
  /** One value of one entry below the domain, as the database holds it. */
  attribute(filter: string, name: string): Promise<string | undefined>
}

export const dcFolders = ['var/lib/samba', 'var/log/samba', 'var/cache/samba']
const sam = '/var/lib/samba/private/sam.ldb'

/** DSDB_CONTROL_PASSWORD_BYPASS_LAST_SET (Samba): lets an addition say when the password was set. */
const setsPwdLastSet = '--controls=local_oid:1.3.6.1.4.1.7165.4.3.20:0'

export function createDc(host: Host): Dc {
  let daemon: Child | undefined
  const ldapsUrl = `ldaps://${host.name}.${dnsDomain}`

  return {
    host,
    ldapsUrl,
    async start() {
      daemon = await host.spawn(['samba', '-i', '-M', 'prefork', '--no-process-group', '--debug-stdout'])
      await until(`${host.name} answers`, 120_000, () => answers(host, ldapsUrl, daemon))
    },
    async stop(signal = 'SIGTERM') {
      // All of Samba's processes: the first one's children outlive it by up to a minute.
      await host.run(['sh', '-c', `kill -${signal.slice(3)} -1`])
      await daemon?.stop(signal)
      await host.run(['sh', '-c', 'kill -KILL -1'])
    },
    async freeze() {
      await host.must(['sh', '-c', 'kill -STOP -1'])
    },
    async thaw() {
      await host.must(['sh', '-c', 'kill -CONT -1'])
      daemon?.signal('SIGCONT')
    },
    samba: (...args) => host.must(['samba-tool', ...args]),
    async ldb(command, ldif) {
      const argv = [command, '-H', sam, ...(command === 'ldbadd' ? [setsPwdLastSet] : [])]
      await host.must(argv, { input: ldif })
    },
    async attribute(filter, name) {
      const found = await host.must(['ldbsearch', '-H', sam, '-b', baseDn, filter, name])
      const unfolded = found.replaceAll('\n ', '')
      const [, colons, value] = new RegExp(`^${name}(::?) (.*)$`, 'm').exec(unfolded) ?? []
      return colons === '::' ? Buffer.from(value ?? '', 'base64').toString('utf8') : value
    },
  }
}

async function answers(host: Host, url: string, daemon: Child | undefined): Promise<true | string> {
  if (daemon?.running === false) throw new Error(`samba ended: ${(await daemon.log()).slice(-2000)}`)
  const ldap = await host.run(['ldapsearch', '-x', '-LLL', '-H', url, '-s', 'base', '-b', '', 'dnsHostName'])
  if (ldap.code !== 0) return ldap.stderr
  const ownDns = addressOf(host.name, 'office')
  const dns = await host.run(['host', '-t', 'SRV', '-W', '1', `_ldap._tcp.${dnsDomain}`, ownDns])
  return dns.code === 0 || dns.stdout
}
