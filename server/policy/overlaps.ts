import type { Sid } from '@keyturn/protocols/ad'
import type { Directory } from '#directory'
import type { AccountId } from '#kernel'
import { problemsOf, type Fence, type Ruling } from './checks.ts'
import { policyPurposes } from './policy.ts'
import { needOf, type Ruled } from './rules.ts'

/**
 * What the rules come to for those who are in several of their groups, administrators' too. Rules that cannot be met
 * together hinder nobody while nobody is in both groups, so it is asked who is; the directory only if it matters.
 */
export async function overlapsOf(
  all: Ruled,
  fence: Fence,
  directory: Pick<Directory, 'memberIds'>,
): Promise<readonly Ruling[]> {
  const { rules, admins } = all
  const names = new Map(rules.map(({ group, name }) => [group, name]))
  const groups = [...new Set([...rules.map(({ group }) => group), ...admins])]
  // Stricter with every group: if all together can be met, so can any of them.
  if (problemsOf(rulingsFor(all, groups, 'those in all groups'), fence).length === 0) return []
  const people = new Map<AccountId, Sid[]>()
  for (const group of groups) {
    for (const id of await directory.memberIds(group)) people.set(id, [...(people.get(id) ?? []), group])
  }
  const crowds = Map.groupBy(people.values(), (one) => one.join())
  return [...crowds.values()].flatMap((crowd) => {
    const [first = []] = crowd
    if (first.length < 2) return []
    const called = first.map((group) => names.get(group) ?? 'a group of administrators')
    const whom = `${crowd.length} in both ${called.join(' and ')}`
    return rulingsFor(all, first, whom)
  })
}

function rulingsFor(all: Ruled, groups: readonly Sid[], whom: string): readonly Ruling[] {
  const who = { isProtected: false, memberOf: (group: Sid) => groups.includes(group) }
  return policyPurposes.map((purpose) => ({ whom, purpose, need: needOf(all, who, purpose).need }))
}
