import { aceFlags, type Ace, type SecurityDescriptor } from './descriptor.ts'

/** Letters in the order in which Windows writes them (MS-DTYP 2.5.1.1). */
const flagLetters = [
  ['OI', aceFlags.objectInherit],
  ['CI', aceFlags.containerInherit],
  ['NP', aceFlags.noPropagate],
  ['IO', aceFlags.inheritOnly],
  ['ID', aceFlags.inherited],
] as const

const rightLetters = [
  ['GA', 0x1000_0000],
  ['GR', 0x8000_0000],
  ['GW', 0x4000_0000],
  ['GX', 0x2000_0000],
  ['CC', 0x1],
  ['DC', 0x2],
  ['LC', 0x4],
  ['SW', 0x8],
  ['RP', 0x10],
  ['WP', 0x20],
  ['DT', 0x40],
  ['LO', 0x80],
  ['CR', 0x100],
  ['SD', 0x1_0000],
  ['RC', 0x2_0000],
  ['WD', 0x4_0000],
  ['WO', 0x8_0000],
] as const

const types = { allow: ['A', 'OA'], deny: ['D', 'OD'] } as const

/** One entry in the security descriptor definition language: `(OA;CIIO;CR;…;…;S-1-5-21-…)`. SIDs are never abbreviated. */
export function formatAce({ kind, flags, mask, objectType, inheritedObjectType, trustee }: Ace): string {
  const [plain, ofObject] = types[kind]
  const type = objectType === undefined && inheritedObjectType === undefined ? plain : ofObject
  const letters = flagLetters.flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name])).join('')
  const parts = [type, letters, formatMask(mask), objectType ?? '', inheritedObjectType ?? '', trustee]
  return `(${parts.join(';')})`
}

function formatMask(mask: number): string {
  const named = rightLetters.filter(([, bit]) => (mask & bit) !== 0)
  const rest = named.reduce((left, [, bit]) => left & ~bit, mask)
  return rest === 0 ? named.map(([name]) => name).join('') : `0x${(mask >>> 0).toString(16)}`
}

/**
 * The DACL as it was set on the object itself, without what it inherits: for a DC that adds that again.
 *
 * @returns undefined where it cannot be told in full.
 */
export function formatOwnDacl({ aces, isProtected, unread }: SecurityDescriptor): string | undefined {
  if (aces === null || unread > 0) return undefined
  const own = aces.filter(({ flags }) => isProtected || (flags & aceFlags.inherited) === 0)
  return `D:${isProtected ? 'PAI' : 'AI'}${own.map(formatAce).join('')}`
}
