import type { DoctorCheck, DoctorCommand, Finding } from '@keyturn/contract'
import {
  aceFlags,
  attributePaths,
  checkAccess,
  extendedRights,
  isProtectedGroup,
  ridOf,
  type Ace,
  type KnownAttribute,
  type Sid,
  type Wish,
} from '@keyturn/protocols/ad'
import type { AccountLook, GuardedLook, ObjectLook, PersonLook, Session } from '#directory'
import { leaveGroup, moveUser, revoke } from './commands.ts'
import { finding, ok, some, unknown, type Verdict } from './finding.ts'

/** A wish, in words that end "may …". */
type Power = readonly [may: string, wish: Wish]

const writing = (attribute: KnownAttribute): Power => [
  `write ${attribute}`,
  { bit: 'writeProperty', path: attributePaths[attribute] },
]

const overAnything: readonly Power[] = [
  ['change its permissions', { bit: 'writeDac' }],
  ['take ownership of it', { bit: 'writeOwner' }],
  ['write all of its properties', { bit: 'writeProperty' }],
]
const overAccounts: readonly Power[] = [
  ...overAnything,
  ['use all extended rights on it', { bit: 'controlAccess' }],
  ['delete it', { bit: 'delete' }],
  writing('userAccountControl'),
  writing('servicePrincipalName'),
  writing('altSecurityIdentities'),
  writing('msDS-KeyCredentialLink'),
]
const overProtectedAccounts: readonly Power[] = [
  ['reset its password', { bit: 'controlAccess', path: extendedRights.resetPassword }],
  ...overAccounts,
  writing('pwdLastSet'),
  writing('lockoutTime'),
]

interface Guard {
  readonly id: DoctorCheck
  readonly what: string
  readonly powers: readonly Power[]
}

const guards: Readonly<Record<GuardedLook['kind'] | 'sync', Guard>> = {
  account: { id: 'excess.accounts', what: 'protected accounts', powers: overProtectedAccounts },
  group: {
    id: 'excess.groups',
    what: 'protected groups',
    powers: [
      ...overAnything,
      writing('member'),
      ['join it', { bit: 'validatedWrite', path: attributePaths.member }],
    ],
  },
  domain: { id: 'excess.domain', what: 'the domain', powers: [...overAnything, writing('gPLink')] },
  sync: {
    id: 'excess.dc-sync',
    what: 'the domain',
    powers: [['replicate all secrets', { bit: 'controlAccess', path: extendedRights.getChangesAll }]],
  },
  template: { id: 'excess.template', what: 'AdminSDHolder', powers: overProtectedAccounts },
  dc: {
    id: 'excess.domain-controllers',
    what: 'domain controllers',
    powers: [...overProtectedAccounts, writing('msDS-AllowedToActOnBehalfOfOtherIdentity')],
  },
  'dc-unit': {
    id: 'excess.domain-controllers',
    what: 'domain controllers',
    powers: [...overAnything, writing('gPLink'), ['create objects in it', { bit: 'createChild' }]],
  },
}

/** Something the account may do and must not, and the entry that allows it. */
interface Hit {
  readonly object: ObjectLook
  readonly may: string
  readonly by: Ace | 'owner' | 'no-dacl' | undefined
}

function hitsOn(object: ObjectLook, powers: readonly Power[], token: ReadonlySet<Sid>): readonly Hit[] {
  const { descriptor } = object
  if (descriptor === undefined) return []
  return powers.flatMap(([may, wish]) => {
    const { allowed, by } = checkAccess(descriptor, token, wish)
    return allowed ? [{ object, may, by }] : []
  })
}

/** What no account that many programs and people rely on should be able to do. */
export async function* judgeExcess(session: Session): AsyncGenerator<Finding> {
  const found = new Map<DoctorCheck, { hits: Hit[]; unseen: string[]; count: number }>()
  for (const { id } of Object.values(guards)) found.set(id, { hits: [], unseen: [], count: 0 })
  for await (const object of session.guarded()) {
    for (const { id, powers } of object.kind === 'domain'
      ? [guards.domain, guards.sync]
      : [guards[object.kind]]) {
      const list = found.get(id) ?? { hits: [], unseen: [], count: 0 }
      list.count++
      list.hits.push(...hitsOn(object, powers, session.account.token))
      if (object.descriptor === undefined) list.unseen.push(object.dn)
    }
  }
  for (const { id, what } of new Set(Object.values(guards))) {
    const list = found.get(id)
    if (list === undefined) continue
    found.delete(id)
    yield finding(id, session.domain.dns, await verdictOn(list, what, session))
  }
}

async function verdictOn(
  {
    hits,
    unseen,
    count,
  }: { readonly hits: readonly Hit[]; readonly unseen: readonly string[]; readonly count: number },
  what: string,
  session: Session,
): Promise<Verdict> {
  if (hits.length > 0) return { state: 'fail', ...(await told(hits, what, session)) }
  if (count === 0) return unknown(`Of ${what} nothing can be seen.`, 'Look at their permissions by hand.')
  if (unseen.length > 0) {
    const advice =
      'Nothing has to be done for Keyturn; look at their permissions by hand if you want to be sure.'
    return unknown(`The permissions of ${some(unseen)} cannot be seen.`, advice)
  }
  return ok(`No power over ${what} (${count} looked at).`)
}

/** More than is needed over ordinary people: no hole into the domain, but more than least privilege. */
export async function judgeOverPeople(
  base: string,
  people: readonly PersonLook[],
  session: Session,
): Promise<Finding> {
  const hits = people.flatMap((person) => hitsOn(person, overAccounts, session.account.token))
  if (hits.length === 0) return finding('excess.people', base, ok('Nothing beyond what Keyturn needs.'))
  return finding('excess.people', base, { state: 'warn', ...(await told(hits, 'ordinary people', session)) })
}

async function told(hits: readonly Hit[], what: string, session: Session) {
  const { account } = session
  const objects = [...new Set(hits.map(({ object }) => object.name))]
  const may = [...new Set(hits.map((hit) => hit.may))]
  const remedies = await Promise.all([...bySource(hits).values()].map((list) => remedyFor(list, session)))
  return {
    says: `${account.sAMAccountName} has power over ${what} (${some(objects)}): it may ${some(may, 6)}.`,
    advice: [...new Set(remedies.map(({ advice }) => advice))].join(' '),
    commands: dedupe(remedies.flatMap(({ commands }) => commands)),
  }
}

/** Hits that one entry, on one object, is behind. */
function bySource(hits: readonly Hit[]): ReadonlyMap<string, readonly Hit[]> {
  return Map.groupBy(hits, ({ object, by }) => {
    if (typeof by !== 'object') return `${object.dn} ${by ?? ''}`
    const isInherited = (by.flags & aceFlags.inherited) !== 0
    return `${isInherited ? 'inherited' : object.dn} ${by.trustee}`
  })
}

interface Remedy {
  readonly advice: string
  readonly commands: readonly DoctorCommand[]
}

const domainUsers = 513
/** Of the rights that Keyturn needs. */
const delegated: ReadonlySet<string | undefined> = new Set([
  extendedRights.resetPassword[0],
  attributePaths.pwdLastSet[0],
  attributePaths.lockoutTime[0],
])

async function remedyFor(hits: readonly Hit[], session: Session): Promise<Remedy> {
  const { account } = session
  const [first] = hits
  const by = first?.by
  if (first === undefined || typeof by !== 'object') {
    const owned = `Make Domain Admins the owner of ${first?.object.dn ?? ''}.`
    return {
      advice: by === 'owner' ? owned : `Give ${first?.object.dn ?? ''} permissions: it has none.`,
      commands: [],
    }
  }
  const group = account.groups.find(({ sid }) => sid === by.trustee)
  if (group !== undefined && ridOf(group.sid) !== domainUsers && group.via !== undefined) {
    const through = group.via === group.name ? '' : `, through which it belongs to ${group.name}`
    const advice = `It is a group that gives it: take the account out of ${group.via}${through}.`
    return { advice, commands: leaveGroup(group.via, session) }
  }
  return (by.flags & aceFlags.inherited) === 0
    ? ownEntries(hits, session)
    : inheritedEntries(hits, by, session)
}

async function ownEntries(hits: readonly Hit[], session: Session): Promise<Remedy> {
  const [first] = hits
  const descriptor = first?.object.descriptor
  if (first === undefined || descriptor === undefined) return { advice: '', commands: [] }
  const aces = hits.map(({ by }) => by).filter((by) => typeof by === 'object')
  const who = await session.nameOf(aces[0]?.trustee ?? session.account.sid)
  const commands = revoke({ dn: first.object.dn, descriptor }, aces, session)
  return { advice: `Remove what ${who} was given on ${first.object.dn}.`, commands }
}

async function inheritedEntries(hits: readonly Hit[], by: Ace, session: Session): Promise<Remedy> {
  const origins = new Map<string, { readonly origin: ObjectLook; readonly aces: Ace[] }>()
  for (const { object, by: one } of hits) {
    if (typeof one !== 'object') continue
    const origin = await session.originOf(object.dn, one)
    if (origin === undefined) continue
    const list = origins.get(origin.dn) ?? { origin, aces: [] }
    list.aces.push(one)
    origins.set(origin.dn, list)
  }
  const isNeeded = hits.every((hit) => typeof hit.by === 'object' && delegated.has(hit.by.objectType))
  if (isNeeded) return moveAway(hits, session)
  const who = await session.nameOf(by.trustee)
  const remedies = [...origins.values()].map(({ origin, aces }) => takeAway(origin, aces, session))
  return {
    advice: `Remove what ${who} was given on ${some([...origins.keys()])}, which is inherited from there.`,
    commands: remedies.flat(),
  }
}

/** The entries from which those were inherited. */
function takeAway(origin: ObjectLook, heirs: readonly Ace[], session: Session): readonly DoctorCommand[] {
  const { dn, descriptor } = origin
  const sources = descriptor?.aces?.filter(
    (ace) =>
      (ace.flags & aceFlags.inherited) === 0 &&
      heirs.some(({ trustee, objectType }) => trustee === ace.trustee && objectType === ace.objectType),
  )
  return descriptor === undefined || sources === undefined ? [] : revoke({ dn, descriptor }, sources, session)
}

/** What Keyturn needs over people reaches somebody who is more than that. */
function moveAway(hits: readonly Hit[], { domain }: Session): Remedy {
  const objects = [...new Map(hits.map(({ object }) => [object.dn, object])).values()]
  const advice =
    'Administrators’ accounts stand in an OU that was delegated. On Windows AdminSDHolder takes inherited permissions from them within the hour; Samba does not: move them out of it.'
  return {
    advice,
    commands: objects.flatMap(({ name, dn }) => moveUser(name, dn, `CN=Users,${domain.base}`)),
  }
}

function dedupe(commands: readonly DoctorCommand[]): readonly DoctorCommand[] {
  return [...new Map(commands.map((command) => [command.line, command])).values()]
}

/** Group Policy Creator Owners, by RID; DnsAdmins, whose RID is each domain's own. */
const policyCreators = 520
const dnsAdmins = /^DnsAdmins$/i

export function judgeGroups(account: AccountLook, session: Pick<Session, 'domain' | 'account'>): Verdict {
  const powerful = account.groups.filter(
    ({ sid, name }) =>
      isProtectedGroup(sid) ||
      (sid.startsWith('S-1-5-21-') && ridOf(sid) === policyCreators) ||
      dnsAdmins.test(name),
  )
  if (powerful.length === 0) return ok(`It is in no group that has power over the domain.`)
  const ways = [...new Set(powerful.map(({ via, name }) => via ?? name))]
  return {
    state: 'fail',
    says: `It belongs to ${some(powerful.map(({ name }) => name))}: whoever takes over Keyturn’s server takes over the domain.`,
    advice: `Take it out of ${some(ways)}.`,
    commands: ways.flatMap((way) => leaveGroup(way, session)),
  }
}
