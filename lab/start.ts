import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { openCa } from './ca.ts'
import { createDc, type Dc } from './domain/dc.ts'
import { logon } from './domain/logon.ts'
import { createMember, type Member } from './domain/member.ts'
import { asLabPerson, createPeople, resetPassword } from './domain/newcomers.ts'
import type { Domain, Lab as RunningLab, LabOptions } from './lab.ts'
import { createLaptop, type Laptop } from './laptop.ts'
import { bootHost, type Ground } from './machines.ts'
import { createCables, type Cables } from './network.ts'
import { publish } from './publish.ts'
import { peopleDn } from './seed/accounts.ts'
import { lockOut, people, serviceAccountDn, serviceAccountName } from './seed/domain.ts'
import { startInternetDns } from './daemons/internet-dns.ts'
import { startMail, type Mail } from './daemons/mail.ts'
import { startVpn, type Gateway } from './daemons/vpn.ts'
import { startWireguard } from './daemons/wireguard.ts'
import type { Host } from './site/host.ts'
import { openSite, type Site } from './site/site.ts'
import { openTree } from './state/tree.ts'
import * as map from './topology.ts'
import { hostNames, isLaptop, isMember, type HostName, type LaptopName } from './topology.ts'

export type Lab = RunningLab
export const Lab = { start }

/** Starts a lab; when it resolves, everybody can log on. Needs root: see `tools/setup.mjs`. */
async function start(options: LabOptions = {}): Promise<Lab> {
  const say = options.say ?? (() => undefined)
  const tree = await openTree(say)
  await using stack = new AsyncDisposableStack()
  const site = stack.use(await openSite())
  await cp(tree.caFolder, join(site.folder, 'ca'), { recursive: true })
  await cp(tree.secretsFolder, join(site.folder, 'secrets'), { recursive: true })
  const ground: Ground = { site, tree, ca: openCa(join(site.folder, 'ca')) }
  say('starting the machines')
  const wanted = new Set<HostName>(['dc1', ...(options.hosts ?? hostNames)])
  const hosts = new Map<HostName, Host>()
  await all([...wanted].map(async (name) => hosts.set(name, await bootHost(name, ground))))
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
  readonly dc: Dc
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
  const dc = createDc(the(hosts, 'dc1'))
  const startDomain = async () => {
    say('starting the domain controller')
    await dc.start()
    await dc.ldb('ldbmodify', lockOut(new Date()))
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
  const cables = new Map([...hosts.values()].map((host) => [host.name, createCables(host)]))
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
  return { dc, laptops, cables, mail, gateway }
}

/** At home to begin with: a laptop is never on both segments. */
async function placeLaptop(member: Member, cables: Cables): Promise<Laptop> {
  const laptop = createLaptop(member.host.name as LaptopName, member, cables)
  await cables.plug(['office'])
  return laptop
}

function assemble({ site, tree, ca }: Ground, hosts: ReadonlyMap<HostName, Host>, parts: Parts): Lab {
  const { dc, laptops, cables, mail, gateway } = parts
  return {
    id: site.id,
    folder: site.folder,
    domain: describeDomain(site, dc, ca.certFile),
    hosts: [...hosts.keys()],
    host: (name) => the(hosts, name),
    laptop: (name) => the(laptops, name),
    dc: () => dc,
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
    certificate: (...names) => ca.issue(names, join(site.folder, 'certificates')),
    publish: (name, port, hostPort) => publish(the(hosts, name), port, hostPort),
    async reseed() {
      await dc.stop('SIGKILL')
      await dc.host.must(['find', '/var/lib/samba', '-mindepth', '1', '-delete'])
      await tree.copyHost('dc1', site.hostFolder('dc1'))
      await dc.start()
      await dc.ldb('ldbmodify', lockOut(new Date()))
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  }
}

function describeDomain(site: Site, dc: Dc, caFile: string): Domain {
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
    dcs: [dc.ldapsUrl],
    serviceAccount: account(serviceAccountName, serviceAccountDn),
    administrator: account('Administrator', `CN=Administrator,CN=Users,${baseDn}`),
  }
}

function the<Name extends HostName, T>(parts: ReadonlyMap<HostName, T>, name: Name): T {
  const part = parts.get(name)
  if (part === undefined) throw new Error(`the lab was started without ${name}`)
  return part
}
