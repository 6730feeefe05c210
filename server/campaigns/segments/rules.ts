import type { Sid } from '@keyturn/protocols/ad'
import type { SegmentRule } from '../plan/schema.ts'
import { appearanceRules, natureRules } from './built-in.ts'
import type { Rule } from './segment.ts'
import { writtenRule } from './written.ts'

export interface RulesDeps {
  readonly written: readonly SegmentRule[]
  /** By the names in the rules; one that is not there matches nobody, and the plan is refused. */
  readonly groups: ReadonlyMap<string, Sid>
  /** By the DNs in the rules: as the DC writes them. */
  readonly units: ReadonlyMap<string, string>
  readonly onHead: readonly Sid[]
}

/**
 * All rules in the order in which they count: nature, then the plan's, then what an account seems to be, and only then
 * the plan's "everyone", who are those whom nothing else says anything of.
 */
export function allRules({ written, groups, units, onHead }: RulesDeps): readonly Rule[] {
  const named = written.map((rule, i) => ({
    rule,
    made: writtenRule(rule, i + 1, {
      group: rule.group === undefined ? undefined : groups.get(rule.group),
      unit: rule.unit === undefined ? undefined : units.get(rule.unit),
    }),
    isLost:
      (rule.group !== undefined && !groups.has(rule.group)) ||
      (rule.unit !== undefined && !units.has(rule.unit)),
  }))
  const usable = named.filter(({ isLost }) => !isLost)
  return [
    ...natureRules(onHead),
    ...usable.filter(({ rule }) => rule.everyone !== true).map(({ made }) => made),
    ...appearanceRules,
    ...usable.filter(({ rule }) => rule.everyone === true).map(({ made }) => made),
  ]
}
