import type { Sid } from '../sid.ts'
import { aceFlags, type Ace, type SecurityDescriptor } from './descriptor.ts'
import { accessBits, specific, type AccessBit, type AccessPath } from './rights.ts'

/** One thing somebody wants to do with an object. */
export interface Wish {
  readonly bit: AccessBit
  /** Left out: with everything that the bit can be about ("write all properties"). */
  readonly path?: AccessPath
}

export interface Access {
  readonly allowed: boolean
  /** The entry that decided; `owner`: the owner's own rights; undefined: nothing did, which is a no. */
  readonly by: Ace | 'owner' | 'no-dacl' | undefined
}

/** Stands for the owner; where an entry names it, the owner has that instead of the rights of old (MS-DTYP 2.5.3.2). */
const ownerRights = 'S-1-3-4' as Sid
const ofOwner: readonly AccessBit[] = ['readControl', 'writeDac']

/**
 * The access check of MS-DTYP 2.5.3.2 for one bit and one object type (MS-ADTS 5.1.3.3): of the entries that hold
 * on this object and name somebody in the token, the first one that is about the wish decides.
 *
 * Left out: privileges (whoever has SeTakeOwnership needs no entry), and conditional entries.
 *
 * @param token SIDs of the account, of its groups, and those everybody has.
 */
export function checkAccess(
  { owner, aces }: SecurityDescriptor,
  token: ReadonlySet<Sid>,
  wish: Wish,
): Access {
  if (aces === null) return { allowed: true, by: 'no-dacl' }
  const here = aces.filter(({ flags }) => (flags & aceFlags.inheritOnly) === 0)
  const isOwner = owner !== undefined && token.has(owner)
  const isLimited = here.some(({ trustee }) => trustee === ownerRights)
  if (isOwner && !isLimited && ofOwner.includes(wish.bit)) return { allowed: true, by: 'owner' }
  const isMeant = (trustee: Sid) => token.has(trustee) || (isOwner && trustee === ownerRights)
  const by = here.find((ace) => isMeant(ace.trustee) && isAbout(ace, wish))
  return { allowed: by?.kind === 'allow', by }
}

function isAbout({ mask, objectType }: Ace, { bit, path = [] }: Wish): boolean {
  if ((specific(mask) & accessBits[bit]) === 0) return false
  return objectType === undefined || path.includes(objectType)
}
