import type { DoctorCommand } from '@keyturn/contract'
import { aceFlags, attributePaths, extendedRights, ridOf, type Ace } from '@keyturn/protocols/ad'
import type { ObjectLook, Session } from '#directory'
import { leaveGroup, moveUser, revoke } from './commands.ts'
import { some } from './finding.ts'

/** Something the account may do and must not, and the entry that allows it. */
export interface Hit {
  readonly object: ObjectLook
  readonly may: string
  readonly by: Ace | 'owner' | 'no-dacl' | undefined
}

/** Sentence, advice and commands for what is too much. */
export async function told(hits: readonly Hit[], what: string, session: Session) {
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

/** Hits that one remedy ends. */
function bySource(hits: readonly Hit[]): ReadonlyMap<string, readonly Hit[]> {
  return Map.groupBy(hits, (hit) => {
    const { object, by } = hit
    if (typeof by !== 'object') return `${object.dn} ${by ?? ''}`
    if (isStray(hit)) return 'stray'
    return `${isInherited(by) ? 'inherited' : object.dn} ${by.trustee}`
  })
}

const isInherited = ({ flags }: Ace) => (flags & aceFlags.inherited) !== 0

/** What Keyturn needs over people, and has by inheritance over somebody who is more than that. */
function isStray({ by }: Hit): boolean {
  return typeof by === 'object' && isInherited(by) && delegated.has(by.objectType)
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
  // Before groups: the account may have what it needs by one, and must keep it.
  if (isStray(first)) return moveAway(hits, session)
  const group = account.groups.find(({ sid }) => sid === by.trustee)
  if (group !== undefined && ridOf(group.sid) !== domainUsers && group.via !== undefined) {
    const through = group.via === group.name ? '' : `, through which it belongs to ${group.name}`
    const advice = `It is a group that gives it: take the account out of ${group.via}${through}.`
    return { advice, commands: leaveGroup(group.via, session) }
  }
  return isInherited(by) ? inheritedEntries(hits, by, session) : ownEntries(hits, session)
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
      !isInherited(ace) &&
      heirs.some(({ trustee, objectType }) => trustee === ace.trustee && objectType === ace.objectType),
  )
  return descriptor === undefined || sources === undefined ? [] : revoke({ dn, descriptor }, sources, session)
}

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
