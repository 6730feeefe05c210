/**
 * A real domain on one machine: a Samba AD DC, workstations, laptops, a VPN gateway, mail and DNS, each in
 * namespaces of its own. For tests, the demo and benchmarks.
 *
 *        office 10.20.0.0/24                          internet 198.51.100.0/24
 *     dc1 · mail · office1 ────┬── server ──┬──── internet (DNS, a stranger)
 *     laptop1, laptop2 (home) ─┘            └──── laptop1, laptop2 (away)
 *                              └──── vpn ───┘
 *
 *     await using lab = await Lab.start({ hosts: ['laptop1'] })
 *     await lab.laptop('laptop1').away()
 *     await lab.logon('laptop1', 'alice', lab.person('alice').password)   // { ok: true, … } from the cache
 *
 * It knows nothing of Keyturn and leaves the machine underneath as it was: no interface, route or service of
 * it is touched. Everything ends with the process that started it, even by SIGKILL; what a killed one left
 * behind is removed by the next start.
 */
export { Lab } from './start.ts'
export type { Domain, LabOptions, ServiceAccount } from './lab.ts'
export type { Certificate } from './ca.ts'
export type { Dc } from './domain/dc.ts'
export type { Logon } from './domain/logon.ts'
export type { LabPerson } from './domain/newcomers.ts'
export type { Laptop } from './laptop.ts'
export type { Link } from './cables/network.ts'
export type { Published } from './publish.ts'
export type { Person, PersonState, SiteName } from './seed/people.ts'
export { freeRadiusFolder, type RadiusPeople } from './daemons/freeradius-files.ts'
export { kannelFolder } from './daemons/kannel-files.ts'
export type { Mail } from './daemons/mail.ts'
export type { Message } from './daemons/message.ts'
export { vpnAccount, vpnBareConfigPath, vpnConfigPath, type Gateway } from './daemons/vpn.ts'
export { wireguardConfigPath } from './daemons/wireguard.ts'
export type { Child } from './site/child.ts'
export { addition, escapeRdn, modification } from './seed/ldif.ts'
export { unpackedFolder } from './site/folders.ts'
export { onlooker } from './site/onlooker.ts'
export type { Ran } from './site/command.ts'
export type { Host, HostRunOptions, HostSpawnOptions } from './site/host.ts'
export type { DcName, HostName, LaptopName, MemberName, Segment } from './topology.ts'
