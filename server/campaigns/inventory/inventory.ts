import { hasFlag, protectedGroupOf } from '@keyturn/protocols/ad'
import type { GmsaVerdict, GroupWeight, InventoryAccount } from '@keyturn/contract'
import type { Principal } from '#directory'
import type { Traits } from './traits.ts'

export interface InventoryWish {
  /** Read before `managedBy` and `manager`. */
  readonly ownerAttribute: string | undefined
  /** Something runs as it, or holds its keys. */
  readonly isRunning: boolean
  /** When this domain came to know AES keys; undefined: nobody knows. */
  readonly aesSince?: Date | undefined
}

/** What is known of it elsewhere: by devices and logs, and by a KDC. */
type Elsewhere = 'uses' | 'keys'

/**
 * Pure. A service account with what has to be known before its password is changed; undefined: it is none.
 *
 * Which uses and keys are known of it is for whoever asks.
 */
export function inventoryOf(
  one: Principal,
  traits: Traits,
  wish: InventoryWish,
): Omit<InventoryAccount, Elsewhere> | undefined {
  if (traits.isKrbtgt || (one.kind !== 'user' && one.kind !== 'managed')) return undefined
  const described = describe(one, traits, wish)
  return described.because.length === 0 ? undefined : described
}

/** The same of an account that somebody says is a service's. */
export function describe(
  one: Principal,
  traits: Traits,
  { ownerAttribute, isRunning, aesSince }: InventoryWish,
): Omit<InventoryAccount, Elsewhere> {
  const privileged = one.isProtected || one.adminCount
  const { passwordSet } = traits
  return {
    id: one.id,
    name: one.sAMAccountName,
    dn: one.dn,
    kind: one.kind === 'managed' ? 'managed' : 'user',
    because: reasons(one, traits, isRunning),
    disabled: one.disabled,
    servicePrincipalNames: [...traits.servicePrincipalNames],
    neverExpires: one.neverExpires,
    passwordNotRequired: hasFlag(traits.control, 'passwordNotRequired'),
    passwordSet: passwordSet?.toISOString() ?? null,
    lastLogOn: traits.lastLogOn?.toISOString() ?? null,
    encryption: traits.encryption,
    olderThanAes: passwordSet !== null && aesSince !== undefined && passwordSet < aesSince,
    delegation: [...traits.delegation],
    delegatesTo: [...traits.delegatesTo],
    privileged,
    ...weightOf(one),
    owner: ownerOf(one, ownerAttribute),
    gmsa: gmsaOf(one, traits, privileged),
  }
}

function reasons(one: Principal, { delegation }: Traits, isRunning: boolean): InventoryAccount['because'] {
  const because: InventoryAccount['because'] = []
  if (one.kind === 'managed') because.push('managed')
  if (one.kind === 'user' && one.hasServicePrincipal) because.push('service-principal')
  if (one.kind === 'user' && one.neverExpires && !one.hasPersonsName)
    because.push('never-expires-without-name')
  if (one.kind === 'user' && delegation.length > 0) because.push('delegation')
  if (one.kind === 'user' && isRunning) because.push('something-runs')
  return because
}

function weightOf({ memberOf, adminCount, isProtected }: Principal): {
  readonly weight: GroupWeight
  readonly groups: string[]
} {
  const groups = [...memberOf]
    .flatMap((sid) => protectedGroupOf(sid) ?? [])
    .toSorted(
      (a, b) => Number(b.gives === 'domain') - Number(a.gives === 'domain') || (a.name < b.name ? -1 : 1),
    )
  const isMarked = adminCount || isProtected
  return { weight: groups[0]?.gives ?? (isMarked ? 'mark' : 'none'), groups: groups.map(({ name }) => name) }
}

function ownerOf({ attributes }: Principal, ownerAttribute: string | undefined): string | null {
  const names = [...(ownerAttribute === undefined ? [] : [ownerAttribute]), 'managedBy', 'manager']
  return names.map((name) => attributes.get(name)?.[0]).find((value) => value !== undefined) ?? null
}

function gmsaOf(one: Principal, traits: Traits, privileged: boolean): GmsaVerdict {
  if (one.kind === 'managed') return 'is-one'
  // A person uses it, or it has a mailbox: a gMSA can log on nowhere by hand.
  if (one.hasPersonsName) return 'mail-or-person'
  if (privileged) return 'privileged'
  return traits.servicePrincipalNames.length > 0 ? 'candidate' : 'no-service-seen'
}
