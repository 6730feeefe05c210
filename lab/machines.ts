import { cp } from 'node:fs/promises'
import type { Ca } from './ca.ts'
import { dcFolders } from './domain/dc.ts'
import { writeHostFiles } from './domain/host-files.ts'
import { memberFolders, writeMemberFiles } from './domain/members.ts'
import { addTunnelRoute } from './cables/network.ts'
import { mailFolders } from './daemons/mail.ts'
import { writeVpnClient } from './daemons/vpn.ts'
import type { Host } from './site/host.ts'
import type { Init, Site } from './site/site.ts'
import type { Tree } from './state/tree.ts'
import { isDc, isLaptop, isMember, type HostName } from './topology.ts'

export interface Ground {
  readonly site: Site
  readonly tree: Tree
  readonly ca: Ca
}

/** Boots a host with the files of its part. Nothing runs on it yet. */
export async function bootHost(name: HostName, { site, tree, ca }: Ground, init?: Init): Promise<Host> {
  await tree.copyHost(name, site.hostFolder(name))
  const host = await site.boot(name, foldersOf(name), init)
  await writeHostFiles(host, ca)
  const etc = await tree.etcOf(name)
  if (etc !== undefined) await cp(etc, host.path('/etc'), { recursive: true, force: true })
  if (isMember(name)) await writeMemberFiles(host)
  if (isLaptop(name)) await writeVpnClient(host, ca)
  await addTunnelRoute(host)
  return host
}

function foldersOf(name: HostName): readonly string[] {
  if (isDc(name)) return dcFolders
  if (name === 'mail') return mailFolders
  return isMember(name) ? memberFolders(name) : []
}
