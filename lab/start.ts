import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { openCa } from './ca.ts'
import { createDc, type Dc } from './domain/dc.ts'
import { logon } from './domain/logon.ts'
import { pauseReplication, replicate } from './domain/replication.ts'
import type { Member } from './domain/member.ts'
import { createMember } from './domain/members.ts'
import { asLabPerson, createPeople, resetPassword } from './domain/newcomers.ts'
import type { Domain, Lab as RunningLab, LabOptions } from './lab.ts'
import { layKerberosLine } from './cables/kerberos-line.ts'
import { createLaptop, type Laptop } from './laptop.ts'
import { bootHost, type Ground } from './machines.ts'
import { createCables, type Cables } from './cables/network.ts'
import { publish } from './publish.ts'
import { peopleDn } from './seed/accounts.ts'
import { lockOut, people, serviceAccountDn, serviceAccountName } from './seed/domain.ts'
import { startInternetDns } from './daemons/internet-dns.ts'
import { startMail, type Mail } from './daemons/mail.ts'
import { startVpn, type Gateway } from './daemons/vpn.ts'
import { startWireguard } from './daemons/wireguard.ts'
import { provisionedFolder } from './site/folders.ts'
import type { Host } from './site/host.ts'
import { openSite, type Site } from './site/site.ts'
import { openTree } from './state/tree.ts'
import * as map from './topology.ts'
import {
  isDc,
  isLaptop,
  isMember,
  usualHosts,
  type DcName,
  type HostName,
  type LaptopName,
} from './topology.ts'

export type Lab = RunningLab
export const Lab = { start }

/** Starts a lab; when it resolves, everybody can log on. Needs root: see `tools/setup.mjs`. */
async function start(options: LabOptions = {}): Promise<Lab> {
  const say = options.say ?? (() => undefined)
  const wanted = new Set<HostName>(['dc1', ...(options.hosts ?? usualHosts)])
  const tree = await openTree(wanted, say, options.provisioned ?? provisionedFolder)
  await using stack = new AsyncDisposableStack()
  const site = stack.use(await openSite())
  await cp(tree.caFolder, join(site.folder, 'ca'), { recursive: true })
  await cp(tree.secretsFolder, join(site.folder, 'secrets'), { recursive: true })
  const ground: Ground = { site, tree, ca: openCa(join(site.folder, 'ca')) }
  say('starting the machines')
  const initOf = (name: HostName) => (options.systemd?.includes(name) === true ? 'systemd' : 'sleep')
  const hosts = new Map<HostName, Host>()
  await all([...wanted].map(async (name) => hosts.set(name, await bootHost(name, ground, initOf(name)))))
  const parts = await startParts(hosts, ground, say)
  stack.move()
  return assemble(ground, hosts, parts)
}

/** As `Promise.all`, but fails only when nothing is under way any more that a clean-up would pull the ground from. */
async function all<const Works extends readonly unknown[] | []>(parts: Works) {
  await Promise.allSettled(parts)
  return Promise.all(parts)
}

interface Parts {
  readonly dcs: ReadonlyMap<DcName, Dc>
  readonly laptops: ReadonlyMap<HostName, Laptop>
  readonly cables: ReadonlyMap<HostName, Cables>
  readonly mail: Mail | undefined
  readonly gateway: Gateway | undefined
}

async function startParts(
  hosts: ReadonlyMap<HostName, Host>,
  ground: Ground,
  say: (what: string) => void,
): Promise<Parts> {
  const on = <T>(name: HostName, act: (host: Host) => Promise<T>) => {
    const host = hosts.get(name)
    return host === undefined ? undefined : act(host)
  }
  const dcs = new Map<DcName, Dc>()
  for (const [name, host] of hosts) if (isDc(name)) dcs.set(name, createDc(host))
  const startDomain = async () => {
    say('starting the domain controller')
    await startDcs(dcs)
    const members = [...hosts.values()].filter(({ name }) => isMember(name)).map(createMember)
    if (members.length > 0) say('starting the workstations')
    await Promise.all(members.map((member) => member.start()))
    return members
  }
  const [members, mail, openvpn] = await all([
    startDomain(),
    on('mail', (host) => startMail(host, ground.ca)),
    on('vpn', (host) => startVpn(host, ground.ca)),
    on('internet', startInternetDns),
  ])
  const cables = new Map([...hosts.values()].map((host) => [host.name, createCables(host, ground.site)]))
  const laptops = new Map<HostName, Laptop>()
  for (const member of members) {
    const { name } = member.host
    if (isLaptop(name)) laptops.set(name, await placeLaptop(member, the(cables, name)))
  }
  const laptopHosts = [...hosts.values()].filter(({ name }) => isLaptop(name))
  const gateway = openvpn && {
    ...openvpn,
    startWireguard: () => startWireguard(the(hosts, 'vpn'), laptopHosts),
  }
  return { dcs, laptops, cables, mail, gateway }
}

async function startDcs(dcs: Parts['dcs']): Promise<void> {
  await Promise.all([...dcs.values()].map((dc) => dc.start()))
  await the(dcs, 'dc1').ldb('ldbmodify', lockOut(new Date()))
}

/** At home to begin with, where it has one: a laptop is never on both segments. */
async function placeLaptop(member: Member, cables: Cables): Promise<Laptop> {
  const laptop = createLaptop(member.host.name as LaptopName, member, cables)
  await cables.plug([laptop.at === 'home' ? 'office' : 'internet'])
  return laptop
}

function assemble({ site, tree, ca }: Ground, hosts: ReadonlyMap<HostName, Host>, parts: Parts): Lab {
  const { dcs, laptops, cables, mail, gateway } = parts
  const dc = the(dcs, 'dc1')
  return {
    id: site.id,
    folder: site.folder,
    domain: describeDomain(site, [...dcs.values()], ca.certFile),
    hosts: [...hosts.keys()],
    host: (name) => the(hosts, name),
    laptop: (name) => the(laptops, name),
    dc: (name) => the(dcs, name),
    replicate: (from, to) => replicate(the(dcs, from), the(dcs, to)),
    pauseReplication: () => pauseReplication(dcs),
    link: (name) => the(cables, name),
    mail() {
      if (mail === undefined) throw new Error('the lab was started without the host mail')
      return mail
    },
    gateway() {
      if (gateway === undefined) throw new Error('the lab was started without the host vpn')
      return gateway
    },
    person(name) {
      const person = people.find(({ sAMAccountName }) => sAMAccountName === name)
      if (person === undefined) throw new Error(`nobody in the seed is called ${name}`)
      return asLabPerson(person)
    },
    createPeople: (wishes) => createPeople(dc, wishes) as never,
    resetPassword: (name, password) => resetPassword(dc, name, password),
    logon: (name, user, password) => logon(the(hosts, name), user, password),
    kerberosLine: () => layKerberosLine(the(hosts, 'laptop4'), dc.host),
    certificate: (...names) => ca.issue(names, join(site.folder, 'certificates')),
    publish: (name, port, hostPort) => publish(the(hosts, name), port, hostPort),
    async reseed() {
      for (const dc of dcs.values()) {
        const { host } = dc
        await dc.stop('SIGKILL')
        await host.must(['find', '/var/lib/samba', '-mindepth', '1', '-delete'])
        await tree.copyHost(host.name, site.hostFolder(host.name))
      }
      await startDcs(dcs)
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

function describeDomain(site: Site, dcs: readonly Dc[], caFile: string): Domain {
  const { realm, netbios, dnsDomain, baseDn } = map
  const account = (name: string, dn: string) => ({
    dn,
    upn: `${name}@${dnsDomain}`,
    passwordFile: join(site.folder, 'secrets', name.toLowerCase()),
  })
  return {
    realm,
    netbios,
    dnsDomain,
    baseDn,
    peopleDn,
    caFile,
    dcs: dcs.map(({ ldapsUrl }) => ldapsUrl),
    serviceAccount: account(serviceAccountName, serviceAccountDn),
    administrator: account('Administrator', `CN=Administrator,CN=Users,${baseDn}`),
  }
}

function the<Name extends HostName, T>(parts: ReadonlyMap<Name, T>, name: Name): T {
  const part = parts.get(name)
  if (part === undefined) throw new Error(`the lab was started without ${name}`)
  return part
}
