import type { SegmentName, UndecidedWhy } from '@keyturn/contract'
import type { Principal } from '#directory'

/** One rule: which accounts it is for, and their segment. */
export interface Rule {
  /** As people see it, and ask for it: `admin-count`, `2: group VPN Users`. */
  readonly id: string
  readonly segment: SegmentName
  readonly matches: (principal: Principal) => boolean
}

/** Where an account is: in one segment, by one rule, or nowhere yet. */
export type Place =
  | { readonly decided: true; readonly segment: SegmentName; readonly rule: string }
  | { readonly decided: false; readonly why: UndecidedWhy }

/**
 * Pure. The first rule that matches decides, so nobody is in two segments.
 *
 * @param rules in the order in which they count.
 */
export function placeOf(principal: Principal, rules: readonly Rule[]): Place {
  if (principal.kind === 'unreadable') return { decided: false, why: 'unreadable' }
  const rule = rules.find(({ matches }) => matches(principal))
  // One of the groups that were not told might be a protected one: only what is worse than that may decide.
  if (principal.hasMoreGroups && rule?.segment !== 'privileged' && principal.kind === 'user') {
    return { decided: false, why: 'too-many-groups' }
  }
  if (rule !== undefined) return { decided: true, segment: rule.segment, rule: rule.id }
  return { decided: false, why: looksLikeService(principal) ? 'person-or-service' : 'no-rule' }
}

/** A password that never expires and nobody's name: what a service account of old looks like, and some people do. */
export function looksLikeService({ neverExpires, hasPersonsName }: Principal): boolean {
  return neverExpires && !hasPersonsName
}
