import { isBelow, type Sid } from '@keyturn/protocols/ad'
import type { Principal } from '#directory'
import type { SegmentRule } from '../plan/schema.ts'
import { looksLikeService, type Rule } from './segment.ts'

/** What the names in a rule are in the directory. */
interface Known {
  readonly group: Sid | undefined
  /** As the DC writes it. */
  readonly unit: string | undefined
}

/** A rule of a plan. Computers, trusts and managed accounts are nobody's to move. */
export function writtenRule(rule: SegmentRule, number: number, known: Known): Rule {
  const matches = matcherOf(rule, known)
  return {
    id: `${number}: ${labelOf(rule)}`,
    segment: rule.segment,
    matches: (one) => one.kind === 'user' && matches(one),
  }
}

function matcherOf(rule: SegmentRule, { group, unit }: Known): (one: Principal) => boolean {
  const { name, attribute } = rule
  if (group !== undefined) return ({ memberOf }) => memberOf.has(group)
  if (unit !== undefined) return ({ dn }) => isBelow(dn, unit)
  if (name !== undefined) return ({ sAMAccountName }) => isLike(sAMAccountName, name)
  if (attribute !== undefined) {
    const wanted = folded(attribute.is)
    return ({ attributes }) =>
      (attributes.get(attribute.name) ?? []).some((value) => folded(value) === wanted)
  }
  return (one) => !looksLikeService(one)
}

function labelOf({ group, unit, name, attribute }: SegmentRule): string {
  if (group !== undefined) return `group ${group}`
  if (unit !== undefined) return `unit ${unit}`
  if (name !== undefined) return `name ${name}`
  return attribute === undefined ? 'everyone' : `${attribute.name} is ${attribute.is}`
}

/** `*` stands for anything. Not by a regular expression: a plan may hold as many stars as it likes. */
function isLike(text: string, pattern: string): boolean {
  const [first = '', ...parts] = folded(pattern).split('*')
  const whole = folded(text)
  if (parts.length === 0) return whole === first
  const last = parts.pop() ?? ''
  if (!whole.startsWith(first) || !whole.endsWith(last)) return false
  const end = whole.length - last.length
  let at = first.length
  for (const part of parts) {
    const found = whole.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= end
}

const folded = (text: string) => text.normalize('NFC').toLowerCase()
