import type { DeedReport, IncidentDeed } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'

/** What one device is to do about one account. `batch`: those that were made together. */
export interface IncidentOrder {
  readonly id: string
  readonly batch: string
  readonly device: string
  readonly account: Sid
  /** null: the account is gone. */
  readonly accountId: AccountId | null
  readonly deeds: readonly IncidentDeed[]
  readonly created: Date
  readonly expires: Date
}

export interface IncidentReport {
  readonly refused: string | null
  readonly deeds: readonly DeedReport[]
}

/** With what became of it. `isOpen`: it is given once more when the device comes. */
export interface Followed extends IncidentOrder {
  readonly name: string
  readonly lastSeen: Date | null
  readonly given: Date | null
  readonly reported: Date | null
  readonly report: IncidentReport | null
  readonly isOpen: boolean
}

export interface IncidentStore {
  /** Ids of all devices, or of those where the account may sit: a log-on is kept, it is assigned, or none was ever told. */
  devicesFor(account: Sid | 'all'): Promise<readonly string[]>
  /** @returns those of these that there are. */
  existing(devices: readonly string[]): Promise<readonly string[]>
  /** In place of open ones for the same device and account. */
  add(orders: readonly IncidentOrder[]): Promise<void>
  /** Oldest first. */
  openFor(device: string, now: Date, limit: number): Promise<readonly IncidentOrder[]>
  give(id: string, at: Date): Promise<void>
  find(id: string): Promise<Followed | undefined>
  /** @returns false: it was closed before. */
  report(id: string, at: Date, report: IncidentReport, close: boolean): Promise<boolean>
  /** By id, ascending; those after `after`. */
  page(of: {
    readonly batch: string | undefined
    readonly after: string
    readonly limit: number
  }): Promise<readonly Followed[]>
  /** Forgets those that expired before. */
  prune(before: Date): Promise<void>
}
