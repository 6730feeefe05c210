import type { LockdownReport, RouteBody } from '@keyturn/contract'
import type { Policy } from '#policy'

export interface ReportDeps {
  /** The policy as it would be if nothing counted that was bound since then; null: if all counted. */
  readonly policyUnder: (since: Date | null) => Pick<Policy, 'coverage'>
}

/** More lines nobody reads. */
const mostLines = 500

/** How many of a group would be left without a way, before anybody switches distrust on. */
export async function reportOn(
  { group, since }: RouteBody<'admin.lockdown-report'>,
  { policyUnder }: ReportDeps,
): Promise<LockdownReport> {
  const now = await policyUnder(null).coverage(group, 'reset')
  const then = await policyUnder(new Date(since)).coverage(group, 'reset')
  if (now === undefined || then === undefined) return { found: false }
  const none = new Set(now.cannot.map(({ account }) => account.id))
  const cannot = then.cannot.map(({ account, why }) => ({
    account: account.sAMAccountName,
    why,
    loses: !none.has(account.id),
  }))
  // First those who could do it before.
  const inOrder = cannot.toSorted((one, other) => Number(other.loses) - Number(one.loses))
  const shown = inOrder.slice(0, mostLines)
  return {
    found: true,
    people: then.people,
    can: now.can,
    canThen: then.can,
    cannot: shown,
    left: inOrder.length - shown.length,
  }
}
