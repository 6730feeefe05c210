import type { Sid } from '@keyturn/protocols/ad'
import type { CachedLogon } from '../logons.ts'
import type { LdbEntry } from './ldb.ts'
import { passwordLastSetOf } from './pac.ts'
import type { Settings } from './settings.ts'

/** Whoever has a verifier; the verifier itself is never asked for. */
export const withVerifier = '(&(objectCategory=user)(cachedPassword=*))'
export const attributes = [
  'name',
  'objectSIDString',
  'lastOnlineAuth',
  'lastCachedPasswordChange',
  'pacBlob',
  'pacBlobExpireTimestamp',
]

export interface CachedUser {
  /** Without the domain, which SSSD appends. */
  readonly name: string
  /** undefined: SSSD does not know it, as where its users come from a list of the computer's own. */
  readonly sid: Sid | undefined
  readonly lastOnlineAuth: string | null
  readonly logon: Omit<CachedLogon, 'account'>
}

const dayMs = 86_400_000
/** From the PAC's arrival until the verifier is written; krb5_child is given 6 s. */
const mostBetweenSeconds = 20

/**
 * Those of `cache_DOMAIN.ldb`, as SSSD 2.8 writes it, whose verifier lets them in at `now`.
 *
 * How old the password is says the PAC that came with the log-on which wrote the verifier. One that came at another time
 * says nothing about this verifier: with a ticket from another computer, SSSD gets a newer PAC and no password.
 */
export function readCachedUsers(
  entries: readonly LdbEntry[],
  { expiresAfterDays, pacSeconds }: Settings,
  now: number,
): readonly CachedUser[] {
  return entries.flatMap((entry) => {
    const name = text(entry, 'name')
    const online = seconds(entry, 'lastOnlineAuth')
    const isOver = expiresAfterDays > 0 && online * 1000 + expiresAfterDays * dayMs < now
    if (name === undefined || isOver) return []
    const sid = text(entry, 'objectSIDString') as Sid | undefined
    const pac = entry.values.get('pacblob')
    const came = seconds(entry, 'pacBlobExpireTimestamp') - pacSeconds
    const between = seconds(entry, 'lastCachedPasswordChange') - came
    const belongs = between >= 0 && between <= mostBetweenSeconds
    const passwordLastSet = pac !== undefined && belongs ? passwordLastSetOf(pac) : null
    const lastOnlineAuth = text(entry, 'lastOnlineAuth') ?? null
    return [
      {
        name: name.replace(/@[^@]*$/, ''),
        sid,
        lastOnlineAuth,
        logon: { passwordLastSet, ...(online > 0 && { answeredByDc: new Date(online * 1000) }) },
      },
    ]
  })
}

function text({ values }: LdbEntry, name: string): string | undefined {
  return values.get(name.toLowerCase())?.toString()
}

function seconds(entry: LdbEntry, name: string): number {
  return Number(text(entry, name) ?? 0)
}
