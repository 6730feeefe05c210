import type { DoctorCheck, Finding } from '@keyturn/contract'
import {
  aceFlags,
  attributePaths,
  checkAccess,
  classGuids,
  extendedRights,
  formatAce,
  parentDn,
  type Ace,
  type KnownAttribute,
  type Sid,
  type Wish,
} from '@keyturn/protocols/ad'
import type { PeopleLook, PersonLook, PsoLook } from '#directory'
import { delegate, revoke, type Delegation, type Grantee } from './commands.ts'
import { finding, ok, some, unknown, type Verdict } from './finding.ts'

/** One thing that the service account must be able to do with every person. */
interface Right extends Delegation {
  readonly id: DoctorCheck
  /** As the wizards of Active Directory call it. */
  readonly name: string
  readonly for: string
  readonly wishes: readonly Wish[]
  /** An attribute for which the DC itself says whether it may be written. */
  readonly writes?: KnownAttribute
}

const { user } = classGuids

function extended(guid: string): Pick<Delegation, 'inherit' | 'sddl'> {
  return { inherit: '/I:S', sddl: (sid) => `(OA;CIIO;CR;${guid};${user};${sid})` }
}

function writing(writes: KnownAttribute) {
  const path = attributePaths[writes]
  return {
    writes,
    wishes: [{ bit: 'writeProperty', path }],
    dsacls: `RPWP;${writes};user`,
    inherit: '/I:S',
    sddl: (sid: Sid) => `(OA;CIIO;RPWP;${path[0]};${user};${sid})`,
  } as const
}

const readAll = {
  dsacls: 'RP;;user',
  inherit: '/I:S',
  sddl: (sid: Sid) => `(OA;CIIO;RP;;${user};${sid})`,
} as const

/** What is read of a person: by pages, factors, and the check who is protected. */
const needed = [
  'sAMAccountName',
  'userPrincipalName',
  'displayName',
  'mail',
  'mobile',
  'telephoneNumber',
  'manager',
  'altSecurityIdentities',
  'userAccountControl',
  'accountExpires',
  'pwdLastSet',
  'lockoutTime',
  'adminCount',
  'tokenGroups',
] as const satisfies readonly KnownAttribute[]

const reading = (attribute: KnownAttribute): Wish => ({
  bit: 'readProperty',
  path: attributePaths[attribute],
})

const rights: readonly Right[] = [
  {
    id: 'right.read-attributes',
    name: 'read all properties',
    for: 'Keyturn reads names, addresses, state and groups',
    wishes: needed.map(reading),
    ...readAll,
  },
  {
    id: 'right.read-resultant-pso',
    name: 'read msDS-ResultantPSO',
    for: 'without it the wrong password policy would be shown and obeyed',
    wishes: [reading('msDS-ResultantPSO')],
    ...readAll,
  },
  {
    id: 'right.reset-password',
    name: 'Reset Password',
    for: 'nobody can reset without it',
    wishes: [{ bit: 'controlAccess', path: extendedRights.resetPassword }],
    dsacls: 'CA;Reset Password;user',
    ...extended(extendedRights.resetPassword[0]),
  },
  {
    id: 'right.change-password',
    name: 'Change Password',
    for: 'changing a known password goes over the service account’s connection, and so does the second step of a reset in two',
    wishes: [{ bit: 'controlAccess', path: extendedRights.changePassword }],
    dsacls: 'CA;Change Password;user',
    ...extended(extendedRights.changePassword[0]),
  },
  {
    id: 'right.write-pwd-last-set',
    name: 'write pwdLastSet',
    for: 'the first of two steps of a reset, and “must change at next log-on”',
    ...writing('pwdLastSet'),
  },
  {
    id: 'right.write-lockout-time',
    name: 'write lockoutTime',
    for: 'nobody can be unlocked without it',
    ...writing('lockoutTime'),
  },
]

type Has = 'yes' | 'no' | 'unseen'

function has(person: PersonLook, { wishes, writes }: Right, token: ReadonlySet<Sid>): Has {
  // The DC's own word counts more than what we make of its entries.
  if (writes !== undefined && person.writable !== undefined) return person.writable.has(writes) ? 'yes' : 'no'
  const { descriptor } = person
  if (descriptor === undefined) return 'unseen'
  return wishes.every((wish) => checkAccess(descriptor, token, wish).allowed) ? 'yes' : 'no'
}

/** The rights over the people of one OU, by the sample. */
export function judgeRights(look: PeopleLook, token: ReadonlySet<Sid>, to: Grantee): readonly Finding[] {
  return rights.map((right) => finding(right.id, look.base, judgeRight(right, look, token, to)))
}

function judgeRight(
  right: Right,
  { base, people }: PeopleLook,
  token: ReadonlySet<Sid>,
  to: Grantee,
): Verdict {
  const { name } = right
  const those = (wanted: Has) => people.filter((person) => has(person, right, token) === wanted)
  const [without, unseen] = [those('no'), those('unseen')]
  const denied = without.flatMap((person) => denialOf(person, right, token))
  if (denied.length > 0) return denial(right, denied, to)
  if (without.length > 0) return missing(right, { base, people, without }, to)
  if (people.length === 0) return unknown(`“${name}”: there is nobody below ${base} to look at.`, 'Nothing.')
  if (unseen.length > 0) {
    return {
      ...unknown(
        `“${name}”: the permissions of ${some(unseen.map(({ dn }) => dn))} cannot be seen.`,
        'Let the account read permissions.',
      ),
      commands: delegate(
        base,
        { dsacls: 'RC;;user', inherit: '/I:S', sddl: (sid) => `(OA;CIIO;RC;;${user};${sid})` },
        to,
      ),
    }
  }
  return ok(`“${name}”: on all ${people.length} people that were looked at.`)
}

const mostPlaces = 5

interface Denial {
  readonly person: PersonLook
  readonly aces: readonly Ace[]
}

/** Entries that say no: giving the right once more would not help. */
function denialOf(person: PersonLook, { wishes }: Right, token: ReadonlySet<Sid>): readonly Denial[] {
  const { descriptor } = person
  if (descriptor === undefined) return []
  const deciding = wishes.map((wish) => checkAccess(descriptor, token, wish).by)
  const aces = [
    ...new Set(deciding.filter((by) => typeof by === 'object').filter(({ kind }) => kind === 'deny')),
  ]
  return aces.length === 0 ? [] : [{ person, aces }]
}

function denial({ name }: Right, denials: readonly Denial[], to: Grantee): Verdict {
  const who = some(denials.map(({ person }) => person.name))
  const entries = [...new Set(denials.flatMap(({ aces }) => aces.map(formatAce)))]
  const commands = denials.slice(0, mostPlaces).flatMap(({ person: { dn, descriptor }, aces }) => {
    const own = aces.filter(({ flags }) => (flags & aceFlags.inherited) === 0)
    return descriptor === undefined || own.length === 0 ? [] : revoke({ dn, descriptor }, own, to)
  })
  return {
    state: 'fail',
    says: `“${name}” is denied on ${who}.`,
    advice: `Remove this entry, there or on the OU where it is inherited from: ${some(entries)}.`,
    commands,
  }
}

interface Missing {
  readonly base: string
  readonly people: readonly PersonLook[]
  readonly without: readonly PersonLook[]
}

function missing(right: Right, { base, people, without }: Missing, to: Grantee): Verdict {
  const closed = without.filter(({ descriptor }) => descriptor?.isProtected === true)
  const open = without.filter((person) => !closed.includes(person))
  const count = `${without.length} of ${people.length} people that were looked at`
  const says = `“${right.name}” is missing on ${count} (${some(without.map(({ name }) => name))}): ${right.for}.`
  if (open.length === 0) {
    const advice =
      'These accounts inherit no permissions. If that is not on purpose, open their properties in “Active Directory Users and Computers”, Security, Advanced, and enable inheritance.'
    return { state: 'warn', says, advice }
  }
  // Where only some lack it, something stops inheritance below the base: then it is given where they are.
  const places =
    without.length === people.length ? [base] : [...new Set(open.map(({ dn }) => parentDn(dn) ?? dn))]
  return {
    state: 'fail',
    says,
    advice: 'Give it, as a domain administrator, by one of these:',
    commands: places.slice(0, mostPlaces).flatMap((place) => delegate(place, right, to)),
  }
}

const onPsos: Delegation = {
  dsacls: 'LCRPLORC',
  inherit: '/I:T',
  sddl: (sid) => `(A;CI;LCRPLORC;;;${sid})`,
}

export function judgePsos(
  { container, seen, readable }: PsoLook,
  base: string,
  token: ReadonlySet<Sid>,
  to: Grantee,
) {
  const dn = `CN=Password Settings Container,CN=System,${base}`
  const may = (bit: 'listChildren' | 'readProperty') =>
    container?.descriptor !== undefined && checkAccess(container.descriptor, token, { bit }).allowed
  const isOpen = may('listChildren') && may('readProperty') && readable === seen
  if (isOpen)
    return finding('right.read-pso', dn, ok(`Password settings objects can be read; there are ${seen}.`))
  return finding('right.read-pso', dn, {
    state: 'fail',
    says: 'Password settings objects (PSOs) cannot be read: whoever has one is shown the wrong rules, or cannot reset.',
    advice: 'Let the account read them, as a domain administrator, by one of these:',
    commands: delegate(dn, onPsos, to),
  })
}
