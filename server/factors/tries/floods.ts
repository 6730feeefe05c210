import type { Clock } from '#kernel'
import type { Seal } from '../sealing/seal.ts'
import type { Limit, TriesStore } from './store.ts'

/** Keeps what others set going from becoming too much for the one it comes to. */
export interface FloodGate {
  /** Counts one more for this target, durably. @returns false: it has had enough for now. */
  admit(target: string): Promise<boolean>
}

export interface FloodGateDeps {
  readonly store: Pick<TriesStore, 'countAlone'>
  readonly seal: Pick<Seal, 'tag'>
  readonly clock: Clock
}

/** @param kind what targets are: a mailbox and a person may have one name. */
export function createFloodGate(
  { store, seal, clock }: FloodGateDeps,
  kind: string,
  limit: Limit,
): FloodGate {
  return {
    async admit(target) {
      const window = seal.tag('try', `flood\0${kind}\0${target.toLowerCase()}`)
      return (await store.countAlone(window, limit, clock())).tries <= limit.tries
    },
  }
}
