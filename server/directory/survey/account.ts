import {
  dateFromFiletime,
  hasFlag,
  parseIdentifier,
  parseSid,
  sidFromText,
  type Sid,
} from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { usersNamed } from '../accounts/names.ts'
import { integer, large, manyBytes, text, texts, type Entry } from '../dcs/attributes.ts'
import type { Reader } from './ldap.ts'
import { equal, sidOf } from './objects.ts'
import type { AccountLook, DomainLook, GroupLook } from './survey.ts'

export async function readDomain(reader: Reader, dns: string): Promise<DomainLook> {
  const root = await reader.read('', ['defaultNamingContext', 'configurationNamingContext'])
  const base = root && text(root, 'defaultNamingContext')
  const configuration = root && text(root, 'configurationNamingContext')
  if (base === undefined || configuration === undefined) {
    throw new Fault('directory.refused', `${reader.dc} is not a domain controller of Active Directory`)
  }
  const head = await reader.read(base, ['objectSid'])
  const [partition] = await reader.find({
    base: `CN=Partitions,${configuration}`,
    filter: equal('nCName', base),
    attributes: ['nETBIOSName'],
    limit: 1,
  })
  const sid = head && sidOf(head)
  const netbios = partition && text(partition, 'nETBIOSName')
  if (sid === undefined || netbios === undefined) {
    throw new Fault('directory.refused', `the account cannot read what the domain ${dns} is called`)
  }
  return { base, dns, netbios, sid }
}

const attributes = [
  'objectSid',
  'sAMAccountName',
  'userAccountControl',
  'msDS-User-Account-Control-Computed',
  'accountExpires',
  'pwdLastSet',
  'msDS-UserPasswordExpiryTimeComputed',
  'memberOf',
  'tokenGroups',
]

export async function readAccount(reader: Reader, domain: DomainLook, name: string): Promise<AccountLook> {
  const entry = await findAccount(reader, domain, name)
  const sid = entry && sidOf(entry)
  if (entry === undefined || sid === undefined) {
    throw new Fault('directory.refused', `the account ${name} cannot see itself`)
  }
  const token = await readToken(reader, entry, sid)
  const computed = integer(entry, 'msDS-User-Account-Control-Computed') ?? 0
  const date = (attribute: string) => dateFromFiletime(large(entry, attribute) ?? 0n)
  return {
    dn: entry.dn,
    sid,
    sAMAccountName: text(entry, 'sAMAccountName') ?? name,
    token,
    groups: await readGroups(
      reader,
      entry,
      [...token].filter((one) => one !== sid),
    ),
    disabled: hasFlag(integer(entry, 'userAccountControl') ?? 0, 'disabled'),
    locked: hasFlag(computed, 'lockout'),
    accountExpires: date('accountExpires'),
    pwdLastSet: date('pwdLastSet'),
    passwordExpires: date('msDS-UserPasswordExpiryTimeComputed'),
  }
}

async function findAccount(reader: Reader, domain: DomainLook, name: string): Promise<Entry | undefined> {
  if (name.includes('=')) return reader.read(name, attributes)
  const wanted = parseIdentifier(name)
  const filter = wanted && usersNamed(wanted, domain)
  if (filter === undefined) return undefined
  const [found] = await reader.find({ base: domain.base, filter, attributes: ['objectSid'], limit: 1 })
  // tokenGroups is only given to whoever asks for one object.
  return found && reader.read(found.dn, attributes)
}

/** Everyone, Network, Authenticated Users: what each log-on over the network has (MS-DTYP 2.4.2.4). */
const everybodys = ['S-1-1-0' as Sid, 'S-1-5-2' as Sid, 'S-1-5-11' as Sid]

/** The DC's own answer for this very connection, with BUILTIN groups; else put together from the account's groups. */
async function readToken(reader: Reader, account: Entry, sid: Sid): Promise<ReadonlySet<Sid>> {
  const root = await reader.read('', ['tokenGroups']).catch(() => undefined)
  const own = (root === undefined ? [] : sidsIn(root)).concat(sidsIn(account))
  return new Set([sid, ...own, ...everybodys])
}

function sidsIn(entry: Entry): readonly Sid[] {
  return manyBytes(entry, 'tokenGroups')
    .map(parseSid)
    .filter((sid) => sid !== undefined)
}

async function readGroups(
  reader: Reader,
  account: Entry,
  sids: readonly Sid[],
): Promise<readonly GroupLook[]> {
  const direct = await Promise.all(texts(account, 'memberOf').map((dn) => above(reader, dn)))
  const named = sids.filter((sid) => /^S-1-5-(21|32)-/.test(sid))
  return Promise.all(
    named.map(async (sid) => ({
      sid,
      name: await nameOf(reader, sid),
      via: direct.find(({ leadsTo }) => leadsTo.has(sid))?.name,
    })),
  )
}

/** A group, with all that it is in: by memberOf, because Samba 4.17 computes no tokenGroups of groups. */
async function above(reader: Reader, dn: string) {
  const leadsTo = new Set<Sid>()
  const seen = new Set<string>()
  let name = dn
  for (let level = [dn]; level.length > 0;) {
    const next: string[] = []
    for (const one of level) {
      if (seen.has(one)) continue
      seen.add(one)
      const group = await reader.read(one, ['objectSid', 'sAMAccountName', 'memberOf'])
      if (group === undefined) continue
      if (one === dn) name = text(group, 'sAMAccountName') ?? dn
      const sid = sidOf(group)
      if (sid !== undefined) leadsTo.add(sid)
      next.push(...texts(group, 'memberOf'))
    }
    level = next
  }
  return { name, leadsTo }
}

const wellKnown: Readonly<Record<string, string>> = {
  'S-1-1-0': 'Everyone',
  'S-1-3-4': 'Owner Rights',
  'S-1-5-2': 'Network',
  'S-1-5-10': 'Self',
  'S-1-5-11': 'Authenticated Users',
  'S-1-5-15': 'This Organization',
}

/** sAMAccountName; the SID itself where there is none to be seen. */
export async function nameOf(reader: Reader, sid: Sid): Promise<string> {
  const known = wellKnown[sid]
  if (known !== undefined || sidFromText(sid) === undefined) return known ?? sid
  const entry = await reader.read(`<SID=${sid}>`, ['sAMAccountName', 'name']).catch(() => undefined)
  return (entry && (text(entry, 'sAMAccountName') ?? text(entry, 'name'))) ?? sid
}
