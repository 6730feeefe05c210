import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openCa } from '../ca.ts'
import { createDc, dcFolders, type Dc } from '../domain/dc.ts'
import { writeHostFiles } from '../domain/host-files.ts'
import { must } from '../site/command.ts'
import { openSite } from '../site/site.ts'
import { branchSite, dnsDomain, type MoreDcName } from '../topology.ts'
import { dcFiles, installCertificate, keep, smbOptions, writeServiceNames, type Say } from './provision.ts'

const kinds: Readonly<Record<MoreDcName, 'DC' | 'RODC'>> = { dc2: 'DC', rodc1: 'RODC' }

/**
 * Joins other DCs to a copy of the domain in `tree` and makes `target` of all, an empty folder that exists. Apart from
 * the rest, so that a dc1 without them has never heard of them: nobody looks for a DC that is not there.
 */
export async function addDcs(
  names: readonly MoreDcName[],
  { tree, target }: { readonly tree: string; readonly target: string },
  say: Say,
): Promise<void> {
  await using site = await openSite()
  const ca = openCa(join(tree, 'ca'))
  await must(['mkdir', '-p', site.hostFolder('dc1')])
  await must(['cp', '-a', '--sparse=always', join(tree, 'hosts', 'dc1', 'var'), site.hostFolder('dc1')])
  const [first, ...others] = await Promise.all(
    (['dc1', ...names] as const).map(async (name) => createDc(await site.boot(name, dcFolders))),
  )
  if (first === undefined) throw new Error('there is no dc1')
  for (const { host } of [first, ...others]) await writeHostFiles(host, ca)
  await must(['cp', '-a', `${join(tree, 'hosts', 'dc1', 'etc')}/.`, first.host.path('/etc')])
  await first.start()
  await first.samba('sites', 'create', branchSite)
  const password = await readFile(join(tree, 'secrets', 'administrator'), 'utf8')
  for (const [at, name] of names.entries()) {
    const dc = others[at]
    if (dc === undefined) continue
    say(`joining ${name} to the domain`)
    await joinDc(dc, kinds[name], password)
    // Where clients of every site look, there are no read-only ones; and those may not write their names themselves.
    if (kinds[name] === 'DC') {
      await writeServiceNames(dc.host)
      await writeRecords(first, `${name}.${dnsDomain}`)
    } else await writeBranchRecords(first, `${name}.${dnsDomain}`)
    await installCertificate(dc, ca, target)
  }
  await first.stop()
  for (const { host } of [first, ...others]) await keep(host, target, dcFiles)
}

/** In a site of its own, as a DC far away is. */
async function joinDc({ host }: Dc, kind: 'DC' | 'RODC', password: string): Promise<void> {
  await host.must(['rm', '-f', '/etc/samba/smb.conf'])
  const file = '/run/join'
  await host.write(file, password, 0o600)
  const how = [kind, '-U', 'Administrator', `--site=${branchSite}`, '--dns-backend=SAMBA_INTERNAL']
  const env = { PASSWD_FILE: file }
  await host.must(['samba-tool', 'domain', 'join', dnsDomain, ...how, ...smbOptions], { env })
  await host.must(['rm', file])
}

/** What a DC writes to the DNS by the task `dnsupdate`, which is off here: where clients look for one. */
async function writeRecords(first: Dc, name: string): Promise<void> {
  const msdcs = `_msdcs.${dnsDomain}`
  const services = [
    [dnsDomain, '_ldap._tcp', 389],
    [dnsDomain, '_kerberos._tcp', 88],
    [dnsDomain, '_kerberos._udp', 88],
    [msdcs, '_ldap._tcp.dc', 389],
    [msdcs, '_kerberos._tcp.dc', 88],
  ] as const
  for (const [zone, label, port] of services) {
    await first.samba('dns', 'add', `dc1.${dnsDomain}`, zone, label, 'SRV', `${name} ${port} 0 100`, '-P')
  }
  await writeBranchRecords(first, name)
}

/** For clients of its site. */
async function writeBranchRecords(first: Dc, name: string): Promise<void> {
  for (const [label, port] of [
    ['_ldap._tcp', 389],
    ['_kerberos._tcp', 88],
  ] as const) {
    const at = [`_msdcs.${dnsDomain}`, `${label}.${branchSite}._sites.dc`]
    await first.samba('dns', 'add', `dc1.${dnsDomain}`, ...at, 'SRV', `${name} ${port} 0 100`, '-P')
  }
}
