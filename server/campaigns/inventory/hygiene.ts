import { hasFlag } from '@keyturn/protocols/ad'
import type { HygieneFinding } from '@keyturn/contract'
import type { Principal } from '#directory'
import type { Traits } from './traits.ts'

const day = 86_400_000
/** An administrator who was not there for so long is nobody's to miss, but an attacker's. */
const staleDays = 90
/** Microsoft's advice for krbtgt is twice a year. */
const krbtgtDays = 180

/**
 * Pure. What an attacker would use of this account next. Disabled accounts have nothing to find, but for krbtgt, whose
 * key is used although it is disabled.
 */
export function findingsOf(one: Principal, traits: Traits, now: Date): readonly HygieneFinding[] {
  if (traits.isKrbtgt) return isOlder(traits.passwordSet, krbtgtDays, now) ? ['krbtgt-old'] : []
  if (one.disabled || one.kind === 'trust' || one.kind === 'unreadable') return []
  return checks.filter(([, holds]) => holds(one, traits, now)).map(([finding]) => finding)
}

type Check = readonly [HygieneFinding, (one: Principal, traits: Traits, now: Date) => boolean]

const isUser = ({ kind }: Principal) => kind === 'user'
const isPrivileged = (one: Principal) => isUser(one) && one.isProtected && !one.isOwn

const checks: readonly Check[] = [
  ['reversible-encryption', (_, { control }) => hasFlag(control, 'reversibleEncryption')],
  ['des-or-rc4-only', (_, { encryption }) => encryption === 'des-or-rc4-only'],
  ['no-pre-authentication', (_, { control }) => hasFlag(control, 'noPreAuthentication')],
  ['password-not-required', (_, { control }) => hasFlag(control, 'passwordNotRequired')],
  ['privileged-synchronised', (one) => isPrivileged(one) && one.isSynchronised],
  ['privileged-stale', (one, { lastLogOn }, now) => isPrivileged(one) && isOlder(lastLogOn, staleDays, now)],
  ['privileged-service-principal', (one) => isPrivileged(one) && one.hasServicePrincipal],
  ['privileged-never-expires', (one) => isPrivileged(one) && one.neverExpires],
  [
    'unconstrained-delegation',
    (_, { delegation, isController }) => delegation.includes('unconstrained') && !isController,
  ],
  // `isProtected` holds for a mark as well: without a group there is only the mark.
  ['admin-count-orphan', (one) => isUser(one) && one.adminCount && one.memberOf.size === 0],
]

/** Never counts as old. */
function isOlder(date: Date | null, days: number, now: Date): boolean {
  return date === null || now.getTime() - date.getTime() > days * day
}
