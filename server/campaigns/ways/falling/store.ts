import type { NotReachedWhy } from '@keyturn/contract'
import type { AccountId } from '#kernel'

/**
 * A PSO of a campaign, by the policy that it was copied from. Kept before it is made, until it is known to be gone.
 *
 *     making ─▶ there ─▶ removing ─▶ removed
 */
export interface KeptPso {
  readonly freeze: string
  readonly campaign: string
  /** DN; null: the domain's policy. */
  readonly source: string | null
  readonly name: string
  readonly unit: string
  readonly dc: string
  readonly now: 'making' | 'there' | 'removing' | 'removed'
  /** Passwords of before are to be changed; null: it has not begun to fall. */
  readonly cutoff: Date | null
  /** Why it is not made, as the DC said it. */
  readonly said: string | null
}

export interface Member {
  readonly account: AccountId
  readonly source: string | null
  readonly pwdLastSet: Date | null
}

/** Why an account is not asked by this way, although the plan says so. */
export type NotReached = NotReachedWhy

export interface FallingStore {
  psos(freeze: string): Promise<readonly KeptPso[]>
  /** Of all campaigns, those of which something may be left in the directory. */
  left(): Promise<readonly KeptPso[]>
  /** @returns what is kept of that source: another server may have been first. */
  add(pso: Omit<KeptPso, 'now' | 'cutoff' | 'said' | 'campaign'>): Promise<void>
  note(
    pso: Pick<KeptPso, 'freeze' | 'source'>,
    what: Partial<Pick<KeptPso, 'now' | 'cutoff' | 'said'>>,
  ): Promise<void>

  /** Accounts of this way that wait and were not looked at yet, in order. */
  fresh(freeze: string, limit: number): Promise<readonly AccountId[]>
  join(freeze: string, members: readonly Member[]): Promise<void>
  bar(freeze: string, accounts: ReadonlyMap<AccountId, NotReached>): Promise<void>
  /** In the group, after that account in order. */
  members(freeze: string, after: string, limit: number): Promise<readonly Member[]>
  /** When the password of the one at this place was set, of all that are or were in it, oldest first. undefined: so many there are not. */
  setAt(freeze: string, place: number): Promise<Date | null | undefined>
  /** Those with older passwords have been asked. */
  asked(freeze: string, cutoff: Date, at: Date): Promise<void>
  /** They have a password of their own since T0, and are out of the group. */
  back(freeze: string, accounts: readonly AccountId[], at: Date): Promise<void>
  counts(freeze: string): Promise<{
    readonly members: number
    readonly back: number
    readonly barred: readonly {
      readonly why: NotReached
      readonly accounts: number
      readonly examples: readonly string[]
    }[]
  }>
}
