import { parseDocument } from 'yaml'
import { moved, type Move } from './dn.ts'

export interface RehearsedPlan extends Move {
  /** Where the copy of the scope is. */
  readonly scope: string
  readonly now: Date
  /** By lower-case DN: sAMAccountNames of accounts and groups. */
  readonly names: ReadonlyMap<string, string>
  /** Lower-case sAMAccountNames of accounts that are not in the copy. */
  readonly missing: ReadonlySet<string>
}

/**
 * The same plan for a copy: its scope is the copy, its calendar is open at once, and what would write to people or
 * wait for them is left out. Operators, exclusions, rules and ways stay.
 */
export function rehearsedPlan(text: string, wish: RehearsedPlan): string {
  const plan = parseDocument(text).toJS() as Plan
  const { notices: _, deadline: __, ...rest } = plan
  const day = new Date(wish.now.getTime() - 86_400_000).toISOString().slice(0, 10)
  const { offices } = plan.waves
  return JSON.stringify(
    {
      ...rest,
      t0: wish.now.toISOString(),
      scope: [{ unit: wish.scope }],
      operators: plan.operators.map((name) => nameOf(name, wish)),
      exclusions: (plan.exclusions ?? [])
        .map((one) => elsewhere(one, wish))
        .filter(({ account }) => account === undefined || !wish.missing.has(account.toLowerCase())),
      segments: (plan.segments ?? []).map((one) => elsewhere(one, wish)),
      waves: {
        start: day,
        size: 10_000_000,
        hours: '00:00-24:00',
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        ...(offices !== undefined && { offices }),
      },
    },
    undefined,
    2,
  )
}

interface Plan {
  readonly operators: readonly string[]
  readonly exclusions?: readonly Naming[]
  readonly segments?: readonly Naming[]
  readonly waves: { readonly offices?: unknown }
  readonly notices?: unknown
  readonly deadline?: unknown
}

interface Naming {
  readonly account?: string
  readonly group?: string
  readonly unit?: string
}

function elsewhere<T extends Naming>(one: T, wish: RehearsedPlan): T {
  const { account, group, unit } = one
  return {
    ...one,
    ...(account !== undefined && { account: nameOf(account, wish) }),
    ...(group !== undefined && { group: nameOf(group, wish) }),
    ...(unit !== undefined && { unit: moved(unit, { from: wish.from, to: wish.scope }) }),
  }
}

/** Of a DN its sAMAccountName; of DOMAIN\\name and of a UPN the name, for their domain is not here. */
export function nameOf(name: string, { names }: Pick<RehearsedPlan, 'names'>): string {
  return names.get(name.toLowerCase()) ?? name.replace(/^[^\\]+\\/, '').replace(/@.*$/, '')
}
