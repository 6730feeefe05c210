import type { Host } from '../site/host.ts'
import { isMember, memberKinds, type MemberName } from '../topology.ts'
import type { Member } from './member.ts'
import { createSssd, sssdFolders, writeSssdFiles } from './sssd.ts'
import { createWinbind, winbindFolders, writeWinbindFiles } from './winbind.ts'

export function memberFolders(name: MemberName): readonly string[] {
  return memberKinds[name] === 'winbind' ? winbindFolders : sssdFolders
}

export async function writeMemberFiles(host: Host): Promise<void> {
  await (kindOf(host) === 'winbind' ? writeWinbindFiles(host) : writeSssdFiles(host))
}

export function createMember(host: Host): Member {
  return kindOf(host) === 'winbind' ? createWinbind(host) : createSssd(host)
}

function kindOf({ name }: Host) {
  if (!isMember(name)) throw new Error(`${name} is no workstation`)
  return memberKinds[name]
}
