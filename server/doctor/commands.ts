import type { DoctorCommand } from '@keyturn/contract'
import { formatAce, formatOwnDacl, type Ace, type SecurityDescriptor, type Sid } from '@keyturn/protocols/ad'
import type { AccountLook, DomainLook } from '#directory'

/** Whom something is given to or taken from. */
export interface Grantee {
  readonly account: Pick<AccountLook, 'sid' | 'sAMAccountName'>
  readonly domain: Pick<DomainLook, 'netbios'>
}

/** The same right twice: for dsacls, and in SDDL with a place for the SID. */
export interface Delegation {
  readonly dsacls: string
  readonly inherit: '/I:S' | '/I:T' | ''
  readonly sddl: (sid: Sid) => string
}

export function delegate(
  dn: string,
  { dsacls, inherit, sddl }: Delegation,
  to: Grantee,
): readonly DoctorCommand[] {
  const given = `${nameOf(to)}:${dsacls}`
  const flag = inherit === '' ? [] : [inherit]
  return [
    ...forWindows(['dsacls', dn, ...flag, '/G', given]),
    forSamba(['samba-tool', 'dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl(to.account.sid)}`]),
  ]
}

export function leaveGroup(group: string, { account }: Grantee): readonly DoctorCommand[] {
  const name = account.sAMAccountName
  return [
    { on: 'windows', line: `Remove-ADGroupMember -Identity ${ps(group)} -Members ${ps(name)}` },
    forSamba(['samba-tool', 'group', 'removemembers', group, name]),
  ]
}

/** Out of the OU whose permissions reach too far. */
export function moveUser(name: string, dn: string, to: string): readonly DoctorCommand[] {
  return [...forWindows(['dsmove', dn, '-newparent', to]), forSamba(['samba-tool', 'user', 'move', name, to])]
}

/**
 * Takes these entries away. dsacls knows no single entries: it removes all that the account has on the object, so that
 * doctor may have to be asked again for what is missing then. Samba 4.17's samba-tool removes none: its DACL is set to
 * what is left of it.
 */
export function revoke(
  { dn, descriptor }: { readonly dn: string; readonly descriptor: SecurityDescriptor },
  aces: readonly Ace[],
  from: Grantee,
): readonly DoctorCommand[] {
  const { account } = from
  const own = aces.every(({ trustee }) => trustee === account.sid)
  const gone = new Set(aces.map(formatAce))
  const left = descriptor.aces?.filter((ace) => !gone.has(formatAce(ace))) ?? null
  const dacl = formatOwnDacl({ ...descriptor, aces: left })
  return [
    ...(own ? forWindows(['dsacls', dn, '/R', nameOf(from)]) : []),
    ...(dacl === undefined ? [] : [replaceDacl(dn, dacl)]),
  ]
}

/** LDIF by a pipe. `sd_flags:1:4`: nothing but the DACL; the DC adds what is inherited. */
function replaceDacl(dn: string, dacl: string): DoctorCommand {
  const named = /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/.test(dn)
    ? `dn: ${dn}`
    : `dn:: ${Buffer.from(dn).toString('base64')}`
  const ldif = [named, 'changetype: modify', 'replace: nTSecurityDescriptor', `nTSecurityDescriptor: ${dacl}`]
  const printed = ['printf', '%s\\n', ...ldif].map(sh).join(' ')
  const line = `${printed} | ldbmodify -H /var/lib/samba/private/sam.ldb --controls=sd_flags:1:4`
  return { on: 'samba', line }
}

function nameOf({ account, domain }: Grantee): string {
  return `${domain.netbios}\\${account.sAMAccountName}`
}

function forSamba(argv: readonly string[]): DoctorCommand {
  return { on: 'samba', line: argv.map(sh).join(' ') }
}

/** For a POSIX shell: whatever is between single quotes is itself. */
function sh(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** A literal of PowerShell, where some other quotation marks count as well. */
function ps(word: string): string {
  return `'${word.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`
}

/** cmd.exe: no way to write these inside quotation marks so that nothing else comes of them. */
const unspeakable = /["%!\p{Cc}]/u

/** None where a name has what cmd.exe would take for its own: a name must not become a command. */
function forWindows(argv: readonly string[]): readonly DoctorCommand[] {
  if (argv.some((word) => unspeakable.test(word))) return []
  const line = argv.map((word) => (/^[\w/:.-]+$/.test(word) ? word : `"${word}"`)).join(' ')
  return [{ on: 'windows', line }]
}
