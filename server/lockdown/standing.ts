import type { SelfService } from '@keyturn/contract'
import { shared, type Clock } from '#kernel'
import { effective } from './state.ts'
import type { LockdownStore } from './store.ts'

export interface Standing {
  readonly mode: SelfService
  readonly heldUntil: string | null
  /** What was bound to an account since then proves nothing; null: distrust is off. */
  readonly distrustSince: Date | null
}

/** How self-service stands, as all servers of this database know it. Asked at each step, for another server may close it. */
export interface Watch {
  now(): Promise<Standing>
  /** As `now` told it last in this process: for what is shown, never for what is allowed. */
  lastSeen(): Standing
}

export function createWatch({
  store,
  clock,
}: {
  readonly store: Pick<LockdownStore, 'read'>
  readonly clock: Clock
}): Watch {
  let last: Standing = { mode: 'open', heldUntil: null, distrustSince: null }
  // Every proof asks twice for this one row.
  const read = shared(() => store.read())
  return {
    async now() {
      last = effective((await read()).now, clock())
      return last
    },
    lastSeen: () => last,
  }
}
