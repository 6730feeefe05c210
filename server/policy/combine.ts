import type { Need } from './need.ts'

/**
 * Pure. What meets both: the most of each number, each that either requires, and only factors that both take, in the
 * order of the first. Associative, commutative but for that order, and idempotent; whatever meets it meets each of
 * its parts. That it can be met at all is not promised: see `checks.ts`.
 *
 * What a factor is worth is the same in both, since it comes from one configuration.
 */
export function combine(one: Need, other: Need): Need {
  // Nothing is asked, so nothing is said of what counts.
  if (one.different === 0) return other
  if (other.different === 0) return one
  const factors = one.factors.filter((factor) => other.factors.includes(factor))
  const worth = Object.entries({ ...one.worth, ...other.worth })
  return {
    factors,
    different: Math.max(one.different, other.different),
    required: [...new Set([...(one.required ?? []), ...(other.required ?? [])])],
    kinds: Math.max(one.kinds ?? 0, other.kinds ?? 0),
    weight: Math.max(one.weight ?? 0, other.weight ?? 0),
    worth: Object.fromEntries(worth.filter(([factor]) => factors.some((name) => name === factor))),
  }
}
