/**
 * The map of the lab: which machines there are and where they stand. Every lab has its own namespaces, so
 * the addresses are the same in each and never meet those of the machine underneath.
 */
export const realm = 'CORP.EXAMPLE'
export const netbios = 'CORP'
export const dnsDomain = 'corp.example'
export const baseDn = 'DC=corp,DC=example'

/** Where dc2 and rodc1 stand in the directory; dc1 is in Default-First-Site-Name. */
export const branchSite = 'Branch'

/** A broadcast domain. Nothing routes between the two but the VPN gateway's tunnel. */
export type Segment = 'office' | 'internet'

/** rodc1 is read-only, and keeps nobody's password. */
export type DcName = 'dc1' | 'dc2' | 'rodc1'
export type LaptopName = 'laptop1' | 'laptop2' | 'laptop3' | 'laptop4'
export type MemberName = 'office1' | LaptopName
export type HostName = DcName | MemberName | 'server' | 'mail' | 'vpn' | 'internet'

export interface Place {
  /** What stands there, for `npm run lab -- status`. */
  readonly what: string
  /** IPv4 address on each segment the machine has an interface in; the interface has the segment's name. */
  readonly addresses: Partial<Readonly<Record<Segment, string>>>
}

export const places: Readonly<Record<HostName, Place>> = {
  dc1: { what: 'Samba AD DC, DNS of corp.example', addresses: { office: '10.20.0.10' } },
  dc2: { what: 'second DC, in the site Branch', addresses: { office: '10.20.0.11' } },
  rodc1: { what: 'read-only DC, in the site Branch', addresses: { office: '10.20.0.12' } },
  server: { what: 'where Keyturn runs', addresses: { office: '10.20.0.20', internet: '198.51.100.20' } },
  mail: { what: 'Exim, a Maildir', addresses: { office: '10.20.0.25' } },
  vpn: { what: 'OpenVPN gateway', addresses: { office: '10.20.0.30', internet: '198.51.100.30' } },
  office1: { what: 'workstation in the office', addresses: { office: '10.20.0.101' } },
  laptop1: { what: 'laptop', addresses: { office: '10.20.0.111', internet: '198.51.100.111' } },
  laptop2: { what: 'laptop', addresses: { office: '10.20.0.112', internet: '198.51.100.112' } },
  laptop3: { what: 'laptop with SSSD', addresses: { office: '10.20.0.113', internet: '198.51.100.113' } },
  laptop4: { what: 'laptop with SSSD and no way but HTTPS', addresses: { internet: '198.51.100.114' } },
  internet: { what: 'public DNS; a stranger', addresses: { internet: '198.51.100.1' } },
}

export const hostNames = Object.keys(places) as readonly HostName[]
/** These start only where they are named: most tests do without, and are quicker. */
const onRequest: ReadonlySet<HostName> = new Set(['dc2', 'rodc1', 'laptop3', 'laptop4'])
export const usualHosts = hostNames.filter((name) => !onRequest.has(name))

/**
 * What a workstation knows the domain by, and keeps log-ons in. `sssd-ad` talks to the directory; `sssd-krb5` has a
 * list of users of its own and talks Kerberos only, to a relay on itself.
 */
export const memberKinds: Readonly<Record<MemberName, 'winbind' | 'sssd-ad' | 'sssd-krb5'>> = {
  office1: 'winbind',
  laptop1: 'winbind',
  laptop2: 'winbind',
  laptop3: 'sssd-ad',
  laptop4: 'sssd-krb5',
}
export const memberNames = Object.keys(memberKinds) as readonly MemberName[]

/** Addresses the VPN gateway hands out, routed to it in the office. */
export const vpnNetwork = { address: '10.8.0.0', mask: '255.255.255.0', prefix: '10.8.0.0/24' }
export const officeNetwork = { address: '10.20.0.0', mask: '255.255.255.0' }

/** Names in the office's DNS (served by dc1) and in the internet's, which knows nothing internal. */
export const names: Readonly<Record<Segment, Readonly<Record<string, string>>>> = {
  office: { reset: '10.20.0.20', mail: '10.20.0.25', vpn: '10.20.0.30' },
  internet: { reset: '198.51.100.20', vpn: '198.51.100.30' },
}

export const dnsServer: Readonly<Record<Segment, string>> = { office: '10.20.0.10', internet: '198.51.100.1' }

export function addressOf(host: HostName, segment: Segment): string {
  const address = places[host].addresses[segment]
  if (address === undefined) throw new Error(`${host} has no interface on the ${segment} segment`)
  return address
}

export function isDc(name: HostName): name is DcName {
  return name === 'dc1' || isMoreDc(name)
}

export function isMember(name: HostName): name is MemberName {
  return name in memberKinds
}

export function isLaptop(name: HostName): name is LaptopName {
  return name.startsWith('laptop')
}

/** Those that join a domain that is there. */
export type MoreDcName = Exclude<DcName, 'dc1'>

export function isMoreDc(name: HostName): name is MoreDcName {
  return name === 'dc2' || name === 'rodc1'
}
