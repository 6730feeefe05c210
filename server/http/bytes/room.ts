import { network } from '../rate.ts'

/** Bodies that are being read or worked on, as their lengths announce them. */
export interface Room {
  /** @returns what gives the place back, once; or what there is no room for. */
  enter(address: string, bytes: number): (() => void) | 'all' | 'address'
}

/** @param most bytes of all together, and requests of one address (of one network, with IPv6). */
export function createRoom(most: { readonly bytes: number; readonly perAddress: number }): Room {
  const held = new Map<string, number>()
  let all = 0
  return {
    enter(address, bytes) {
      const from = network(address)
      const ofAddress = held.get(from) ?? 0
      if (ofAddress >= most.perAddress) return 'address'
      if (all + bytes > most.bytes) return 'all'
      held.set(from, ofAddress + 1)
      all += bytes
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        all -= bytes
        const left = (held.get(from) ?? 1) - 1
        if (left > 0) held.set(from, left)
        else held.delete(from)
      }
    },
  }
}
