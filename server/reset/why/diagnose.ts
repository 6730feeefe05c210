import type { Hindrance } from '@keyturn/contract'
import { allowsLogon, nextLogon } from '@keyturn/protocols/ad'
import type { Hers } from '#devices'
import type { LogonLimits } from '#directory'

export interface Seen {
  readonly limits: LogonLimits
  readonly hers: Hers
}

/** Of so many computers she is told: more are no help to anybody. */
const mostComputers = 5

/**
 * Pure. Why somebody cannot log on, what matters most first. Who is switched off or over is told nothing more: no
 * other step helps before that one.
 */
export function diagnose({ limits, hers }: Seen, at: Date): readonly Hindrance[] {
  const { account } = limits
  if (account.disabled) return [{ what: 'disabled' }]
  if (account.expired) return [{ what: 'expired' }]
  return [
    ...(account.locked ? [{ what: 'locked' } as const] : []),
    ...passwordOf(account),
    ...(limits.smartCardRequired ? [{ what: 'smart-card' } as const] : []),
    ...hoursOf(limits, at),
    ...computersOf(limits, hers),
    ...(account.mustChange ? [] : keptOf(hers)),
  ]
}

function passwordOf({ mustChange, pwdLastSet }: LogonLimits['account']): readonly Hindrance[] {
  if (!mustChange) return []
  return [{ what: pwdLastSet === null ? 'must-change' : 'password-expired' }]
}

function hoursOf({ hours }: LogonLimits, at: Date): readonly Hindrance[] {
  if (hours === null || allowsLogon(hours, at)) return []
  return [{ what: 'hours', from: nextLogon(hours, at)?.toISOString() ?? null }]
}

function computersOf({ computers }: LogonLimits, { here }: Hers): readonly Hindrance[] {
  const isNamed = computers.some((name) => name.toLowerCase() === here?.toLowerCase())
  if (computers.length === 0 || isNamed) return []
  return [{ what: 'computers', names: [...computers], here }]
}

/** The one in front of her first. One that is not hers and keeps nothing of her is no news. */
function keptOf({ here, logons }: Hers): readonly Hindrance[] {
  const found = logons.flatMap(({ device, state }): (Hindrance & { readonly here: boolean })[] => {
    const what = state === 'stale' ? state : state === 'missing' ? 'not-kept' : undefined
    return what === undefined ? [] : [{ what, device, here: device === here }]
  })
  return found.toSorted((a, b) => Number(b.here) - Number(a.here)).slice(0, mostComputers)
}
