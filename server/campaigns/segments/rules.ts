import type { Sid } from '@keyturn/protocols/ad'
import type { SegmentRule } from '../plan/schema.ts'
import { appearanceRules, natureRules } from './built-in.ts'
import type { Rule } from './segment.ts'
import { writtenRule } from './written.ts'

export interface RulesDeps {
  readonly written: readonly SegmentRule[]
  /** By the names in the rules; one that is not there matches nobody, and the plan is refused. */
  readonly groups: ReadonlyMap<string, Sid>
  readonly onHead: readonly Sid[]
}

/**
 * All rules in the order in which they count: nature, then the plan's, then what an account seems to be, and only then
 * the plan's "everyone", who are those whom nothing else says anything of.
 */
export function allRules({ written, groups, onHead }: RulesDeps): readonly Rule[] {
  const named = written.map((rule, i) => ({
    rule,
    made: writtenRule(rule, i + 1, rule.group === undefined ? undefined : groups.get(rule.group)),
    isLost: rule.group !== undefined && !groups.has(rule.group),
  }))
  const usable = named.filter(({ isLost }) => !isLost)
  return [
    ...natureRules(onHead),
    ...usable.filter(({ rule }) => rule.everyone !== true).map(({ made }) => made),
    ...appearanceRules,
    ...usable.filter(({ rule }) => rule.everyone === true).map(({ made }) => made),
  ]
}
