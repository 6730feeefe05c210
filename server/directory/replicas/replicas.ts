import type { KrbtgtKey, OnDc } from '@keyturn/protocols/evidence'
import type { AccountId } from '#kernel'
import type { Census } from '../census/census.ts'

/** How an account is on one DC, beside its password. */
export interface OnReplica {
  readonly on: Extract<OnDc, { is: 'there' | 'unread' }>
  readonly sAMAccountName: string
  readonly created: string | null
  /** When it was last moved or renamed; null: never. */
  readonly moved: string | null
}

/** One writable DC, by a connection of its own: never does another one answer for it. */
export interface Replica {
  readonly dc: string
  /** As this DC knows the domain: an account that has not come to the others is in it. */
  readonly census: Census
  /**
   * Those of them that this DC knows.
   *
   * @throws {Fault} `directory.unavailable`: its connection is lost; `directory.refused`.
   */
  passwords(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, OnReplica>>
  /** The domain's key for tickets, and those of RODCs. @throws {Fault} as `passwords` does. */
  krbtgts(): Promise<readonly KrbtgtKey[]>
}

/** Every DC of the domain at one moment. */
export interface OpenReplicas extends AsyncDisposable {
  readonly domain: string
  readonly read: readonly Replica[]
  /** Writable, and not to be read: nothing can be said of the whole domain. */
  readonly unread: readonly { readonly dc: string; readonly why: string }[]
  /** RODCs, which are never read. */
  readonly readOnly: readonly string[]
}

/** Reads the same accounts on each DC. Never writes. */
export interface Replicas {
  /**
   * Finds all DCs, by what each DC knows of the others (nTDSDSA objects of the configuration) and by the DNS, and
   * connects to each writable one.
   *
   * @throws {Fault} `directory.unavailable` if none answers.
   */
  open(): Promise<OpenReplicas>
}
