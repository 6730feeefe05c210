import { integer, text, type Entry } from '../dcs/attributes.ts'
import type { Trust } from './outline.ts'

export const trustAttributes = ['trustPartner', 'flatName', 'trustDirection', 'trustType', 'trustAttributes']

/** MS-ADTS 6.1.6.7.12. */
const directions = ['disabled', 'inbound', 'outbound', 'both'] as const
/** MS-ADTS 6.1.6.7.15. */
const realmType = 3
/** MS-ADTS 6.1.6.7.9. */
const bits = { forestTransitive: 0x8, withinForest: 0x20 }

/** undefined: the service account may not read what it is. */
export function trustOf(entry: Entry): Trust | undefined {
  const [partner, direction] = [text(entry, 'trustPartner'), integer(entry, 'trustDirection')]
  if (partner === undefined || direction === undefined) return undefined
  return {
    partner,
    netbios: text(entry, 'flatName') ?? partner,
    direction: directions[direction] ?? 'disabled',
    kind: kindOf(integer(entry, 'trustType') ?? 0, integer(entry, 'trustAttributes') ?? 0),
  }
}

function kindOf(type: number, attributes: number): Trust['kind'] {
  if (type === realmType) return 'realm'
  if (type !== 1 && type !== 2) return 'other'
  if ((attributes & bits.withinForest) !== 0) return 'within-forest'
  return (attributes & bits.forestTransitive) === 0 ? 'external' : 'forest'
}
