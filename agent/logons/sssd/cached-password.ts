import { ldifLine, type Entry } from './ldif.ts'
import { isSha512Crypt } from './sha512-crypt.ts'

/**
 * What SSSD checks a password against without a DC: four attributes of a user's entry in `cache_DOMAIN.ldb`, as SSSD
 * 2.8 writes them (sysdb version 0.23):
 *
 *     cachedPassword            $6$… (sha512-crypt.ts)
 *     cachedPasswordType        1, a password; with a second factor it is another, which is left out here
 *     lastCachedPasswordChange  seconds since 1970
 *     failedLoginAttempts       wrong ones since the last right one; may be away
 *
 * `lastOnlineAuth` is the time of the last log-on that a DC answered, and moves with nothing else.
 */
export interface CachedPassword {
  readonly cachedPassword: string
  readonly lastCachedPasswordChange: string
  readonly failedLoginAttempts: string
}

export const knownSysdbVersion = '0.23'

export function cachedPasswordOf(entry: Entry): CachedPassword | 'not-cached' | 'unknown-format' {
  if (!entry.has('cachedPassword')) return 'not-cached'
  const cachedPassword = only(entry, 'cachedPassword') ?? ''
  const lastCachedPasswordChange = only(entry, 'lastCachedPasswordChange') ?? ''
  const failedLoginAttempts = entry.has('failedLoginAttempts') ? only(entry, 'failedLoginAttempts') : '0'
  const isKnown =
    only(entry, 'cachedPasswordType') === '1' &&
    isSha512Crypt(cachedPassword) &&
    isNumber(lastCachedPasswordChange) &&
    failedLoginAttempts !== undefined &&
    isNumber(failedLoginAttempts)
  return isKnown ? { cachedPassword, lastCachedPasswordChange, failedLoginAttempts } : 'unknown-format'
}

/**
 * LDIF for ldbmodify that does it at once or not at all: the old crypt string is named, so that an entry that is gone or
 * has become another is an error.
 */
export function replacement(dn: string, from: string, to: CachedPassword): string {
  return (
    ldifLine('dn', dn) +
    'changetype: modify\n' +
    `delete: cachedPassword\n${ldifLine('cachedPassword', from)}-\n` +
    `add: cachedPassword\n${ldifLine('cachedPassword', to.cachedPassword)}-\n` +
    `replace: lastCachedPasswordChange\n${ldifLine('lastCachedPasswordChange', to.lastCachedPasswordChange)}-\n` +
    `replace: failedLoginAttempts\n${ldifLine('failedLoginAttempts', to.failedLoginAttempts)}`
  )
}

/** LDIF that takes away all by which a password could be checked, and leaves the person known. */
export function removal(dn: string): string {
  const gone = ['cachedPassword', 'cachedPasswordType', 'lastCachedPasswordChange']
  return `${ldifLine('dn', dn)}changetype: modify\n${gone.map((name) => `replace: ${name}\n`).join('-\n')}`
}

function only(entry: Entry, name: string): string | undefined {
  const values = entry.get(name) ?? []
  return values.length === 1 ? values[0] : undefined
}

function isNumber(text: string): boolean {
  return /^\d{1,19}$/.test(text)
}
