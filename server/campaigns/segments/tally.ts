import type { SegmentName, UndecidedWhy } from '@keyturn/contract'
import type { Principal } from '#directory'
import type { Place } from './segment.ts'

export interface RuleTally {
  accounts: number
  /** The first of them. */
  readonly examples: string[]
}

export interface SegmentTally {
  accounts: number
  disabled: number
  readonly rules: Map<string, RuleTally>
  /** People who can log on, by their office: the size of a plan, not of a domain. */
  readonly offices: Map<string, number>
}

/** Sums over all accounts of a plan. It grows with the rules of a plan, never with the accounts. */
export interface Tally {
  readonly segments: ReadonlyMap<SegmentName, SegmentTally>
  readonly undecided: ReadonlyMap<UndecidedWhy, RuleTally>
  /** Names of those that somebody asked to see. */
  readonly shown: readonly string[]
  add(principal: Principal, place: Place): void
}

export interface TallyDeps {
  /** Which of the plan's offices it is; empty: none of them. */
  readonly officeOf: (principal: Principal) => string
  /** A rule, a segment or `undecided`. */
  readonly show: string | undefined
}

const mostExamples = 5
const mostShown = 10_000

export function createTally({ officeOf, show }: TallyDeps): Tally {
  const segments = new Map<SegmentName, SegmentTally>()
  const undecided = new Map<UndecidedWhy, RuleTally>()
  const shown: string[] = []

  function segmentOf(name: SegmentName): SegmentTally {
    const known = segments.get(name) ?? { accounts: 0, disabled: 0, rules: new Map(), offices: new Map() }
    segments.set(name, known)
    return known
  }

  return {
    segments,
    undecided,
    shown,
    add(principal, place) {
      const { sAMAccountName: name, disabled } = principal
      if (isMeant(place, show) && shown.length < mostShown) shown.push(name)
      if (!place.decided) {
        count(undecided, place.why, name)
        return
      }
      const segment = segmentOf(place.segment)
      segment.accounts++
      count(segment.rules, place.rule, name)
      if (disabled) segment.disabled++
      else {
        const office = officeOf(principal)
        segment.offices.set(office, (segment.offices.get(office) ?? 0) + 1)
      }
    },
  }
}

function isMeant(place: Place, show: string | undefined): boolean {
  if (show === undefined) return false
  return place.decided
    ? show === place.segment || show === place.rule
    : show === 'undecided' || show === place.why
}

function count<K>(map: Map<K, RuleTally>, key: K, name: string): void {
  const known = map.get(key) ?? { accounts: 0, examples: [] }
  known.accounts++
  if (known.examples.length < mostExamples) known.examples.push(name)
  map.set(key, known)
}
