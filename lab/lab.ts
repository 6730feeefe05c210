import type { Certificate } from './ca.ts'
import type { Dc } from './domain/dc.ts'
import type { Logon } from './domain/logon.ts'
import type { LabPerson } from './domain/newcomers.ts'
import type { Laptop } from './laptop.ts'
import type { Link } from './cables/network.ts'
import type { Published } from './publish.ts'
import type { Person } from './seed/people.ts'
import type { Mail } from './daemons/mail.ts'
import type { Gateway } from './daemons/vpn.ts'
import type { Host } from './site/host.ts'
import type { DcName, HostName, LaptopName } from './topology.ts'

/** A running lab. Asking for a host that was not started throws. */
export interface Lab extends AsyncDisposable {
  /** Unique on this machine: namespaces are called `kt-ID-HOST`. */
  readonly id: string
  /** Kept for the lab's life; logs are in `HOST/log/`. */
  readonly folder: string
  readonly domain: Domain
  readonly hosts: readonly HostName[]
  host(name: HostName): Host
  laptop(name: LaptopName): Laptop
  dc(name: DcName): Dc
  /** Makes `to` know what `from` knows, also while replication is paused. */
  replicate(from: DcName, to: DcName): Promise<void>
  /** Until it is disposed of, no DC learns from another what it is not made to. */
  pauseReplication(): Promise<AsyncDisposable>
  /** A host's network cards. */
  link(name: HostName): Link
  mail(): Mail
  gateway(): Gateway
  /** Somebody of the seed. */
  person(sAMAccountName: string): LabPerson
  /** New accounts, together: 0.4 s and 30 ms for each. What is not wished for is filled in. */
  createPeople<const Wishes extends readonly Partial<Person>[]>(
    wishes: Wishes,
  ): Promise<{ readonly [Index in keyof Wishes]: LabPerson }>
  /** Sets a password as an administrator does: neither history nor minimum age is asked. */
  resetPassword(sAMAccountName: string, password: string): Promise<void>
  /** Logs on at a workstation, as its log-on screen would. */
  logon(host: HostName, user: string, password: string): Promise<Logon>
  /**
   * Carries Kerberos from laptop4's port 1088 to dc1 by a way that is none, until it is disposed of: for tests of what
   * SSSD does with it. The way that laptop4 has is HTTPS to `reset.corp.example`.
   */
  kerberosLine(): Promise<AsyncDisposable>
  /** A certificate of the lab's CA for these names and addresses. */
  certificate(...names: readonly [string, ...string[]]): Promise<Certificate>
  /** Makes a port of a host reachable on 127.0.0.1 of the machine underneath. */
  publish(name: HostName, port: number, hostPort?: number): Promise<Published>
  /** The domain's data as on the first day; its DCs restart (some seconds). Workstations keep their caches. */
  reseed(): Promise<void>
}

/** What a program has to know about the domain. */
export interface Domain {
  readonly realm: string
  readonly netbios: string
  readonly dnsDomain: string
  readonly baseDn: string
  /** Where people are, and over whom the service account has its delegated rights. */
  readonly peopleDn: string
  /** LDAPS addresses, to be used inside a host of the lab. */
  readonly dcs: readonly string[]
  /** The same path outside and inside the hosts. */
  readonly caFile: string
  readonly serviceAccount: ServiceAccount
  /** The domain administrator, for tests that play one. */
  readonly administrator: ServiceAccount
}

export interface ServiceAccount {
  readonly dn: string
  readonly upn: string
  /** Mode 0600, no newline at the end. */
  readonly passwordFile: string
}

export interface LabOptions {
  /** Which machines to start: fewer are quicker. dc1 is always there. Default: `usualHosts`. */
  readonly hosts?: readonly HostName[]
  /** Machines whose process 1 is systemd, with devices of their own and no unit but those in /run/units. */
  readonly systemd?: readonly HostName[]
  /** Where seeded domains are kept; in an empty folder one is made first. Default: one place for all labs. */
  readonly provisioned?: string
  /** Hears what is being done, for people who wait. */
  readonly say?: (what: string) => void
}
