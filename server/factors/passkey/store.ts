import type { AccountId } from '#kernel'
import type { Bound } from '../factor.ts'

/** One passkey of a person, as it lies in the database. Nothing in it is secret. */
export interface Passkey {
  readonly id: string
  readonly account: AccountId
  readonly name: string
  /** Base64url. */
  readonly credentialId: string
  /** Base64url: what the authenticator knows the account by. */
  readonly userHandle: string
  /** A COSE key. */
  readonly publicKey: Uint8Array
  /** Of the last use; 0 for ever with authenticators that count nothing. */
  readonly counter: number
  /** What the authenticator may be reached by, for the browser's questions. */
  readonly transports: readonly string[]
  /** May it leave the authenticator that made it (a synced passkey), and has it? */
  readonly backupEligible: boolean
  readonly backedUp: boolean
  /** The model of the authenticator. Its own word, unless `attested`. */
  readonly aaguid: string
  /** The maker's certificate said so, when it was enrolled. */
  readonly attested: boolean
  readonly enrolled: Date
  readonly lastUsed: Date | null
  /** There is a copy of it: it proves nothing until it is removed and enrolled anew. */
  readonly frozen: Date | null
}

export interface PasskeyStore {
  /** Oldest first. */
  passkeys(account: AccountId): Promise<readonly Passkey[]>
  /** The name that authenticators know this account by: made once, from these bytes, and never changed. */
  handle(account: AccountId, fresh: Uint8Array): Promise<Uint8Array>
  /** @returns false if anybody has a passkey of this credential ID. */
  add(passkey: Omit<Passkey, 'userHandle'>): Promise<boolean>
  /** Notes a use. @returns false if it was used or frozen since it was read, or is gone. */
  use(passkey: Passkey, used: Pick<Passkey, 'counter' | 'backedUp'>, now: Date): Promise<boolean>
  freeze(passkey: Passkey, now: Date): Promise<void>
  remove(account: AccountId, id: string): Promise<boolean>
  rename(account: AccountId, id: string, name: string): Promise<boolean>
  /** Enrolled then or later, of all accounts. */
  boundSince(since: Date): Promise<readonly Bound[]>
  /** Which of these have one that is not frozen, and of which model. */
  among(
    accounts: readonly AccountId[],
  ): Promise<readonly { readonly account: AccountId; readonly aaguid: string }[]>
}
