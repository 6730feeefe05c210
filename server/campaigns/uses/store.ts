import type { UseKind } from '@keyturn/contract'

/** That an account is used somewhere. `name` as `useName` has it. */
export interface Use {
  readonly name: string
  readonly place: string
  readonly kind: UseKind
  readonly detail: string
  readonly seen: Date
}

export interface UseStore {
  /** In place of what this device told before. */
  replace(device: string, uses: readonly Use[]): Promise<void>
  /** The latest day counts of what is there already. */
  add(uses: readonly Use[]): Promise<void>
  /** Of these names, the latest first. */
  of(names: readonly string[]): Promise<readonly Use[]>
  /** Of a name that something runs as: not only a log-on. */
  running(): Promise<readonly Use[]>
}
