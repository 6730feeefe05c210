import type { DoctorCheck, Finding } from '@keyturn/contract'
import {
  attributePaths,
  checkAccess,
  extendedRights,
  type KnownAttribute,
  type Sid,
  type Wish,
} from '@keyturn/protocols/ad'
import type { GuardedLook, ObjectLook, PersonLook, Session } from '#directory'
import { finding, ok, some, unknown, type Verdict } from './finding.ts'
import { told, type Hit } from './remedies.ts'

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
