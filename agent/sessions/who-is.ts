import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountName, Logons } from '../logons/index.ts'
import { run } from '../system/command.ts'

/** An account of the domain, as this computer's processes know it. */
export interface Person {
  readonly uid: number
  readonly gid: number
  /** As NSS calls it. */
  readonly login: string
}

export type WhoIs =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly why: 'for-somebody-unknown-here' | 'for-a-local-account' }

export interface WhoIsDeps {
  readonly logons: Pick<Logons, 'nameOf'>
  /** Whom the administrator of this computer called by a SID, since the cache knows them by name alone. */
  readonly accounts: Readonly<Record<string, Sid>>
  /** A line of passwd(5) by a name; undefined: NSS knows none. */
  readonly entry?: (login: string) => Promise<string | undefined>
  /** /etc/passwd. */
  readonly local?: () => Promise<string>
  readonly computer?: string
}

/** Accounts of the system are below (login.defs UID_MIN); no domain's account is. */
const leastUid = 1_000
/** nobody, and what stands for "no user". */
const noUids: ReadonlySet<number> = new Set([65_534, 65_535, 4_294_967_294, 4_294_967_295])
/** Domains of a SID that are the computer's own. */
const notDomains: ReadonlySet<string> = new Set(['builtin', 'nt authority', 'unix user', 'unix group'])

/**
 * Which user of this computer a SID of the domain is. Every line is a fence: who signs orders must not be able to end root's
 * processes, a daemon's, or those of whoever was made on this computer.
 */
export async function whoIs(account: Sid, deps: WhoIsDeps): Promise<WhoIs> {
  const { logons, accounts, entry = entryOf, local = ownAccounts, computer = hostname() } = deps
  const name = await logons.nameOf(account)
  if (name === undefined) return { ok: false, why: 'for-somebody-unknown-here' }
  if (isOwnDomain(name, computer)) return { ok: false, why: 'for-a-local-account' }
  const line = await firstOf(loginsOf(name), entry)
  const person = line === undefined ? undefined : personOf(line)
  if (person === undefined) return { ok: false, why: 'for-somebody-unknown-here' }
  const { uid, login } = person
  if (uid < leastUid || noUids.has(uid)) return { ok: false, why: 'for-a-local-account' }
  const isLocal = (await local()).split('\n').some((one) => {
    const own = personOf(one)
    return own !== undefined && (own.uid === uid || isSame(own.login, login))
  })
  // SSSD may take people from that file whose passwords are the domain's; then the administrator has said who they are.
  const isNamed = Object.entries(accounts).some(([own, sid]) => isSame(own, login) && sid === account)
  return isLocal && !isNamed ? { ok: false, why: 'for-a-local-account' } : { ok: true, person }
}

/** With the domain first: a local account of the same short name is somebody else. */
function loginsOf({ domain, name, netbios }: AccountName): readonly string[] {
  const domains = [...new Set([domain, netbios ?? domain])]
  return [...domains.flatMap((one) => [`${one}\\${name}`, `${name}@${one}`]), name]
}

async function firstOf(
  logins: readonly string[],
  entry: (login: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const login of logins) {
    const line = await entry(login)
    if (line !== undefined) return line
  }
  return undefined
}

function isOwnDomain({ domain, netbios }: AccountName, computer: string): boolean {
  const own = computer.split('.')[0] ?? computer
  return [domain, netbios ?? domain].some((one) => isSame(one, own) || notDomains.has(one.toLowerCase()))
}

function personOf(line: string): Person | undefined {
  const [login, , uid, gid] = line.split(':')
  if (login === undefined || login === '' || !/^\d+$/.test(uid ?? '') || !/^\d+$/.test(gid ?? ''))
    return undefined
  return { login, uid: Number(uid), gid: Number(gid) }
}

async function entryOf(login: string): Promise<string | undefined> {
  const { code, stdout } = await run(['getent', 'passwd', '--', login])
  return code === 0 ? stdout.split('\n')[0] : undefined
}

const ownAccounts = () => readFile('/etc/passwd', 'utf8')

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
