import { guidBytes } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'

/** Which accounts were there already, in 16 bytes each: a million ids as texts would be a hundred megabytes. */
export interface Seen {
  /** @returns false: it was there. */
  add(id: AccountId): boolean
  readonly size: number
}

const wordsPerId = 4

/** Open addressing over the ids' own bits, which are random but for a few (RFC 9562 5.4). */
export function createSeen(): Seen {
  let capacity = 1024
  let words = new Uint32Array(capacity * wordsPerId)
  let size = 0

  function put(id: Uint32Array): boolean {
    for (let at = (id[0] ?? 0) & (capacity - 1); ; at = (at + 1) & (capacity - 1)) {
      const place = words.subarray(at * wordsPerId, (at + 1) * wordsPerId)
      if (isFree(place)) {
        place.set(id)
        size++
        return true
      }
      if (isSame(place, id)) return false
    }
  }

  function grow(): void {
    const old = words
    capacity *= 2
    size = 0
    words = new Uint32Array(capacity * wordsPerId)
    for (let at = 0; at < old.length; at += wordsPerId) {
      const place = old.subarray(at, at + wordsPerId)
      if (!isFree(place)) put(place)
    }
  }

  return {
    add(id) {
      if (size * 2 >= capacity) grow()
      return put(wordsOf(id))
    },
    get size() {
      return size
    },
  }
}

/** All zero is no account's. */
function isFree(place: Uint32Array): boolean {
  return ((place[0] ?? 0) | (place[1] ?? 0) | (place[2] ?? 0) | (place[3] ?? 0)) === 0
}

function isSame(one: Uint32Array, other: Uint32Array): boolean {
  return one[0] === other[0] && one[1] === other[1] && one[2] === other[2] && one[3] === other[3]
}

function wordsOf(id: AccountId): Uint32Array {
  const bytes = guidBytes(id)
  if (bytes === undefined) throw new Error(`${id} is not an objectGUID`)
  return new Uint32Array(bytes.slice().buffer)
}
