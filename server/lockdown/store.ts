import type { Lockdown } from './state.ts'

/** One row for all servers of this database. */
export interface LockdownStore {
  read(): Promise<{ readonly now: Lockdown; readonly revision: number }>
  /** @returns false: somebody else moved it since `revision` was read. */
  move(revision: number, now: Lockdown): Promise<boolean>
}
