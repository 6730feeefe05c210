import { randomBytes } from 'node:crypto'
import type { DirectoryShape, ShapedAccount } from '@keyturn/contract'
import { filetimeFromDate } from '@keyturn/protocols/ad'
import { moved, parentsOf, rdnsOf, type Move } from './dn.ts'

/** What the copy is made of, in the order in which it is to be added. */
export interface Copy {
  readonly entries: readonly Entry[]
  /** To groups that every domain has. */
  readonly memberships: readonly { readonly group: string; readonly members: readonly string[] }[]
  readonly psos: readonly Entry[]
  /** By why they are not in it. */
  readonly left: Readonly<Record<LeftWhy, number>>
  /** Of those who approve. */
  readonly passwords: ReadonlyMap<string, string>
}

export type LeftWhy = 'trust' | 'managed' | 'unreadable' | 'came-with-the-domain' | 'own'

export interface Entry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, string | Uint8Array | readonly string[]>>
}

export interface CopyWish extends Move {
  /** Accounts outside of the scope stand beside it, so that the scope is what it was. */
  readonly scope: string
  readonly beside: string
  /** UPNs end in it. */
  readonly dnsDomain: string
  readonly now: Date
  /** Groups and accounts that the domain of the copy has by itself: lower-case sAMAccountName and DN. */
  readonly has: ReadonlyMap<string, string>
  /** Whose passwords are needed later: lower-case sAMAccountName. */
  readonly needed: ReadonlySet<string>
}

const flags: Partial<Record<ShapedAccount['is'][number], number>> = {
  disabled: 0x2,
  'never-expires': 0x1_0000,
}
const normalAccount = 0x200
const workstation = 0x1000
const passwordAgeDays = 100
const dayMs = 86_400_000

/** Pure but for the passwords, which are random, one for each, and kept for those who are needed. */
export function copyOf(shape: DirectoryShape, wish: CopyWish): Copy {
  const left: Record<LeftWhy, number> = {
    trust: 0,
    managed: 0,
    unreadable: 0,
    'came-with-the-domain': 0,
    own: 0,
  }
  const passwords = new Map<string, string>()
  const dns = new Map<ShapedAccount, string>()
  const accounts: Entry[] = []
  for (const account of shape.accounts) {
    const why = leftWhy(account, wish)
    if (why !== undefined) {
      left[why]++
      continue
    }
    const password = randomPassword()
    const name = account.name.toLowerCase()
    if (wish.needed.has(name)) passwords.set(name, password)
    const dn = moved(account.dn, { from: wish.from, to: account.inScope ? wish.scope : wish.beside })
    dns.set(account, dn)
    accounts.push({ dn, attributes: attributesOf(account, password, wish) })
  }
  const groups = shape.groups.map((group, place) => ({
    group,
    own: wish.has.get(group.name.toLowerCase()),
    members: shape.accounts.filter((one) => one.groups.includes(place)).flatMap((one) => dns.get(one) ?? []),
  }))
  const added = groups.filter(({ own }) => own === undefined)
  const entries = added.map(({ group: { dn, name }, members }) => ({
    dn: moved(dn, wish),
    attributes: { objectClass: 'group', sAMAccountName: name, member: members },
  }))
  const all = [...accounts, ...entries]
  const placed = new Map([
    ...[...dns].map(([account, dn]) => [account.dn.toLowerCase(), dn] as const),
    ...groups.map(({ group, own }) => [group.dn.toLowerCase(), own ?? moved(group.dn, wish)] as const),
  ])
  const parents = parentsOf(
    all.map(({ dn }) => dn),
    wish.to,
  )
  return {
    entries: [...parents.map(parentEntry), ...all],
    memberships: groups.flatMap(({ own, members }) =>
      own === undefined || members.length === 0 ? [] : [{ group: own, members }],
    ),
    psos: psosOf(shape, wish, (dn) => placed.get(dn.toLowerCase())),
    left,
    passwords,
  }
}

function leftWhy({ kind, name, is }: ShapedAccount, { has }: CopyWish): LeftWhy | undefined {
  if (kind !== 'user' && kind !== 'computer') return kind
  if (is.includes('own')) return 'own'
  return has.has(name.toLowerCase()) ? 'came-with-the-domain' : undefined
}

/** Upper and lower case, digits and a sign: what any policy of AD asks for. */
function randomPassword(): string {
  return `Aa1-${randomBytes(24).toString('base64url')}`
}

function attributesOf(account: ShapedAccount, password: string, { now, dnsDomain }: CopyWish) {
  const { name, kind, is, attributes } = account
  const isUser = kind === 'user'
  const control = is.reduce((all, trait) => all | (flags[trait] ?? 0), isUser ? normalAccount : workstation)
  const has = (trait: ShapedAccount['is'][number]) => is.includes(trait)
  return {
    ...attributes,
    objectClass: isUser ? 'user' : 'computer',
    sAMAccountName: name,
    userAccountControl: String(control),
    pwdLastSet: String(filetimeFromDate(new Date(now.getTime() - passwordAgeDays * dayMs))),
    clearTextPassword: Buffer.from(password, 'utf16le'),
    ...(isUser && { userPrincipalName: `${name}@${dnsDomain}` }),
    ...(has('service-principal') && { servicePrincipalName: `rehearsal/${name.replace(/\$$/, '')}` }),
    ...(isUser && has('person') && { givenName: 'Copy', sn: name }),
    ...(has('synchronised') && { 'mS-DS-ConsistencyGuid': randomBytes(16) }),
    ...((has('admin-count') || has('protected')) && { adminCount: '1' }),
  }
}

function parentEntry(dn: string): Entry {
  const isUnit = /^ou=/i.test(rdnsOf(dn)[0] ?? '')
  return { dn, attributes: { objectClass: isUnit ? 'organizationalUnit' : 'container' } }
}

const container = 'CN=Password Settings Container,CN=System'
const forever = '-9223372036854775808'

function psosOf(
  { psos }: DirectoryShape,
  wish: CopyWish,
  placeOf: (dn: string) => string | undefined,
): readonly Entry[] {
  const base = rdnsOf(wish.to)
    .filter((rdn) => /^dc=/i.test(rdn))
    .join(',')
  return psos.flatMap(({ name, appliesTo, ...rules }) => {
    const here = appliesTo.flatMap((dn) => placeOf(dn) ?? [])
    if (here.length === 0) return []
    const attributes = {
      objectClass: 'msDS-PasswordSettings',
      'msDS-PasswordSettingsPrecedence': String(rules.precedence),
      'msDS-PasswordReversibleEncryptionEnabled': 'FALSE',
      'msDS-PasswordHistoryLength': String(rules.history),
      'msDS-PasswordComplexityEnabled': rules.complexity ? 'TRUE' : 'FALSE',
      'msDS-MinimumPasswordLength': String(rules.minLength),
      'msDS-MinimumPasswordAge': interval(rules.minAgeDays),
      'msDS-MaximumPasswordAge': rules.maxAgeDays === null ? forever : interval(rules.maxAgeDays),
      'msDS-LockoutThreshold': '0',
      'msDS-LockoutObservationWindow': '-18000000000',
      'msDS-LockoutDuration': '-18000000000',
      'msDS-PSOAppliesTo': here,
    }
    return [{ dn: `CN=Rehearsal ${name},${container},${base}`, attributes }]
  })
}

/** Steps of 100 ns, negative (MS-ADTS 3.1.1.4.5.36). */
const interval = (days: number) => String(-Math.round(days * 86_400) * 10_000_000)
