import { dateFromFiletime } from '@keyturn/protocols/ad'
import type { Clock } from '#kernel'
import { integer, large, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'

/** Whether an account is locked and its password expired, which a DC works out anew for each answer. */
export const computedAttribute = 'msDS-User-Account-Control-Computed'
/** What tells that neither can be. */
export const plainAttributes = ['lockoutTime', 'pwdLastSet']

export interface ComputedDeps {
  readonly controllers: Pick<Controllers, 'read'>
  /** A younger password has expired by no policy. */
  readonly shortestMaxAgeSeconds: () => Promise<number>
  readonly clock: Clock
}

/** Our clock and the DC's differ by less. */
const marginSeconds = 86_400

/**
 * Its value for an entry that was read with or without it. Without, the DC is asked only where it could be other than
 * 0: it costs Samba 4.17 more than all the rest of a look-up. undefined: the service account may not read it.
 */
export function createComputed({ controllers, shortestMaxAgeSeconds, clock }: ComputedDeps) {
  /** Never locked since it was last unlocked, and a password too young for any policy to have expired. */
  async function isPlain(entry: Entry): Promise<boolean> {
    const pwdLastSet = dateFromFiletime(large(entry, 'pwdLastSet') ?? 0n)
    if (pwdLastSet === null || (large(entry, 'lockoutTime') ?? 0n) !== 0n) return false
    const ageSeconds = (clock().getTime() - pwdLastSet.getTime()) / 1000
    return ageSeconds + marginSeconds < (await shortestMaxAgeSeconds())
  }

  return async (entry: Entry): Promise<number | undefined> => {
    const read = integer(entry, computedAttribute)
    if (read !== undefined) return read
    if (await isPlain(entry)) return 0
    const search = { base: entry.dn, attributes: [computedAttribute] }
    const [again] = await controllers.read((connection) => connection.search(search))
    return again && integer(again, computedAttribute)
  }
}
