import type { AccountId } from '#kernel'
import type { AuditEventType, Receipt } from './audit.ts'

/** Every receipt of this process. A cast gets a forgery past the compiler, but not in here. */
const issued = new WeakSet<object>()

interface Announcement {
  readonly type: AuditEventType
  readonly account: AccountId | null
}

/** Only the log calls this, and only after the commit: not exported by the door. */
export function issueReceipt({ index, type, account }: Announcement & { readonly index: number }): Receipt {
  const receipt = Object.freeze({ index, type, account }) as Receipt
  issued.add(receipt)
  return receipt
}

/** Was it made by the log of this process? */
export function isReceipt(value: unknown): value is Receipt {
  return typeof value === 'object' && value !== null && issued.has(value)
}

/**
 * For whoever is about to change a directory.
 *
 * @throws {Error} unless the log made this receipt, for this event about this account.
 */
export function assertAnnounces(receipt: Receipt, { type, account }: Announcement): void {
  if (!isReceipt(receipt)) throw new Error('this receipt was not made by the audit log')
  if (receipt.type === type && receipt.account === account) return
  throw new Error(
    `receipt ${receipt.index} is for ${receipt.type} of ${receipt.account}, not ${type} of ${account}`,
  )
}
