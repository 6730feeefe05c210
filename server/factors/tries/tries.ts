import type { AccountId, Clock, Origin } from '#kernel'
import type { Seal } from '../sealing/seal.ts'
import { countedAddress } from './address.ts'
import { limits, placeSeconds, quietSeconds, type Counting } from './limits.ts'
import type { Counted, TriesStore, Windows } from './store.ts'

export interface Try {
  readonly counting: Counting
  /** null: nobody of that name. Counted with the same work. */
  readonly account: AccountId | null
  /** What stands for the account towards the one who asks: what was typed. */
  readonly typed: string
  readonly origin: Origin
}

/**
 * `look: false`: the account had too many tries, and the one who asks must not notice: do the same work with an
 * answer that cannot be right. Only the person herself may hear `lookAfterSeconds`. `right` is called after a success.
 */
export type Admission =
  | { readonly admitted: false; readonly retryAfterSeconds: number }
  | {
      readonly admitted: true
      readonly look: boolean
      /** Seconds until the account's next try is looked at; 0 with `look`. */
      readonly lookAfterSeconds: number
      /** Seconds until a next try is looked at; 0: at once. */
      readonly retryAfterSeconds: number
      readonly right: () => Promise<void>
    }

export interface Tries {
  /** Counts the try, durably, before anybody looks at the answer. Being refused does not make the wait longer. */
  count(one: Try): Promise<Admission>
  /** Forgets what is long over. */
  prune(): Promise<void>
}

export interface TriesDeps {
  readonly store: TriesStore
  readonly seal: Pick<Seal, 'tag'>
  readonly clock: Clock
}

/**
 * Three windows per try, see docs/decisions/0006-counting-tries.md. What is told depends only on what this address
 * did itself; whether the account's own window is full is never told, because it would tell that the account exists.
 */
export function createTries({ store, seal, clock }: TriesDeps): Tries {
  return {
    async count(one) {
      const windows = windowsOf(one, seal)
      const limit = limits[one.counting]
      const now = clock()
      const counted = await store.count(windows, limit, now)
      const shut = [
        ...(counted.address.tries > limit.address.tries ? [counted.address.closes] : []),
        ...(counted.name.tries > limit.name.tries ? [counted.name.closes] : []),
      ]
      if (shut.length > 0) return { admitted: false, retryAfterSeconds: wait(shut, now) }
      const { account } = counted
      const look = account !== null && account.tries <= limit.account.tries
      return {
        admitted: true,
        look,
        lookAfterSeconds: look || account === null ? 0 : wait([account.closes], now),
        retryAfterSeconds: wait(fullNow(counted, one.counting), now),
        right: () =>
          store.giveBack(counted, [...windows.places, ...placesToBegin(one, seal)], limit, clock()),
      }
    },

    prune() {
      const now = clock().getTime()
      return store.prune(new Date(now - quietSeconds * 1000), new Date(now - placeSeconds * 1000))
    },
  }
}

function windowsOf(one: Try, seal: Pick<Seal, 'tag'>): Windows {
  const { counting, typed, origin } = one
  const address = countedAddress(origin.address)
  const isBegun = counting === 'challenge' || counting === 'enrol'
  const tag = taggedIn(counting, seal)
  return {
    // Over all ways to answer: an address that guesses passwords has no fresh tries for codes.
    address: seal.tag('try', `${isBegun ? 'begun' : 'address'}\0${address}`),
    name: tag('name', nameIn(typed), address),
    account: tag('account', subjectOf(one)),
    places: placesOf(one, tag),
  }
}

/** Where she proved she may also begin, though somebody elsewhere begins in her name all day. */
const placesToBegin = (one: Try, seal: Pick<Seal, 'tag'>) =>
  ['sign-in', 'challenge', 'enrol'].includes(one.counting) ? [] : placesOf(one, taggedIn('challenge', seal))

function placesOf(one: Try, tag: (...parts: readonly string[]) => string): readonly string[] {
  const { address, device } = one.origin
  const from = [...(device === null ? [] : [`device\0${device}`]), `address\0${countedAddress(address)}`]
  return from.map((place) => tag('place', subjectOf(one), place))
}

const nameIn = (typed: string) => typed.normalize('NFKC').trim().toLowerCase()
const subjectOf = ({ account, typed }: Try) => account ?? `nobody\0${nameIn(typed)}`
const taggedIn =
  (counting: Counting, seal: Pick<Seal, 'tag'>) =>
  (...parts: readonly string[]) =>
    seal.tag('try', [counting, ...parts].join('\0'))

/** Windows that this try filled: the next one will have to wait. */
function fullNow({ address, name }: Counted, counting: Counting): readonly Date[] {
  const limit = limits[counting]
  return [
    ...(address.tries >= limit.address.tries ? [address.closes] : []),
    ...(name.tries >= limit.name.tries ? [name.closes] : []),
  ]
}

const wait = (closes: readonly Date[], now: Date) =>
  Math.max(0, ...closes.map((one) => Math.ceil((one.getTime() - now.getTime()) / 1000)))
