import {
  accessBits,
  attributePaths,
  extendedRights,
  isProtectedGroup,
  parseSecurityDescriptor,
  ridOf,
  type Ace,
  type SecurityDescriptor,
  type Sid,
} from '@keyturn/protocols/ad'
import { bytes, type Entry } from '../dcs/attributes.ts'
import type { HeadPower } from './census.ts'

const genericAll = 0x1000_0000
const genericWrite = 0x4000_0000

/** Each of these on the head is, or leads to, power over all accounts that AdminSDHolder does not guard, or over all. */
const rights: readonly string[] = [
  ...extendedRights.resetPassword,
  ...extendedRights.getChangesAll,
  ...attributePaths.member,
  ...attributePaths['msDS-KeyCredentialLink'],
]
const everybody: ReadonlySet<string> = new Set([
  'S-1-1-0',
  'S-1-5-7',
  'S-1-5-11',
  'S-1-5-32-545',
  'S-1-5-32-546',
])
/** Domain Users, Domain Guests, Domain Computers. */
const everybodyHere = [513, 514, 515]
/** Enterprise Read-only Domain Controllers and Cloneable Domain Controllers: DCs by what they are for. */
const ofDcs = [498, 522]

/** @param domain the SID of the domain. */
export function headPowerOf(entry: Entry | undefined, domain: Sid): HeadPower {
  return powerIn(
    parseSecurityDescriptor((entry && bytes(entry, 'nTSecurityDescriptor')) ?? new Uint8Array()),
    domain,
  )
}

/** Pure. What the permissions of the domain's head give to others than AdminSDHolder's groups. */
export function powerIn(descriptor: SecurityDescriptor | undefined, domain: Sid): HeadPower {
  if (descriptor === undefined) return { readable: false, trustees: [], openToAll: false }
  if (descriptor.aces === null) return { readable: true, trustees: [], openToAll: true }
  const owner = descriptor.owner === undefined ? [] : [descriptor.owner]
  const given = [...new Set([...owner, ...descriptor.aces.filter(isPower).map(({ trustee }) => trustee)])]
  const isOurs = (sid: Sid) => sid.startsWith(`${domain}-`)
  const isEverybody = (sid: Sid) => everybody.has(sid) || (isOurs(sid) && everybodyHere.includes(ridOf(sid)))
  return {
    readable: true,
    trustees: given.filter(
      (sid) => isOurs(sid) && !isEverybody(sid) && !isProtectedGroup(sid) && !ofDcs.includes(ridOf(sid)),
    ),
    openToAll: given.some(isEverybody),
  }
}

/** Also where only what is below inherits it: that is how a reset of everybody is delegated at the head. */
function isPower({ kind, mask, objectType }: Ace): boolean {
  const has = (bits: number) => (mask & bits) !== 0
  if (kind !== 'allow') return false
  if (has(genericAll | accessBits.writeDac | accessBits.writeOwner)) return true
  if (!has(accessBits.controlAccess | accessBits.writeProperty | genericWrite)) return false
  return objectType === undefined || rights.includes(objectType)
}
