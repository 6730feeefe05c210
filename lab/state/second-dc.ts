import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openCa } from '../ca.ts'
import { createDc, dcFolders, type Dc } from '../domain/dc.ts'
import { writeHostFiles } from '../domain/host-files.ts'
import { must } from '../site/command.ts'
import { openSite } from '../site/site.ts'
import { branchSite, dnsDomain } from '../topology.ts'
import { dcFiles, installCertificate, keep, smbOptions, writeServiceNames, type Say } from './provision.ts'

/**
 * Joins dc2 to a copy of the domain in `tree` and makes `target` of both, an empty folder that exists. Apart from the
 * rest, so that a dc1 without dc2 has never heard of it: nobody looks for a DC that is not there.
 */
export async function addSecondDc(tree: string, target: string, say: Say): Promise<void> {
  await using site = await openSite()
  const ca = openCa(join(tree, 'ca'))
  say('joining the second domain controller')
  await must(['mkdir', '-p', site.hostFolder('dc1')])
  await must(['cp', '-a', '--sparse=always', join(tree, 'hosts', 'dc1', 'var'), site.hostFolder('dc1')])
  const [first, second] = await Promise.all([
    site.boot('dc1', dcFolders).then(createDc),
    site.boot('dc2', dcFolders).then(createDc),
  ])
  for (const { host } of [first, second]) await writeHostFiles(host, ca)
  await must(['cp', '-a', `${join(tree, 'hosts', 'dc1', 'etc')}/.`, first.host.path('/etc')])
  await first.start()
  await joinDc(second, first, await readFile(join(tree, 'secrets', 'administrator'), 'utf8'))
  await installCertificate(second, ca, target)
  await first.stop()
  for (const { host } of [first, second]) await keep(host, target, dcFiles)
}

/** In a site of its own, as a DC far away is. */
async function joinDc({ host }: Dc, first: Dc, password: string): Promise<void> {
  await first.samba('sites', 'create', branchSite)
  await host.must(['rm', '-f', '/etc/samba/smb.conf'])
  const file = '/run/join'
  await host.write(file, password, 0o600)
  const how = ['DC', '-U', 'Administrator', `--site=${branchSite}`, '--dns-backend=SAMBA_INTERNAL']
  const env = { PASSWD_FILE: file }
  await host.must(['samba-tool', 'domain', 'join', dnsDomain, ...how, ...smbOptions], { env })
  await host.must(['rm', file])
  await writeServiceNames(host)
  await writeRecords(first, `${host.name}.${dnsDomain}`)
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
}
