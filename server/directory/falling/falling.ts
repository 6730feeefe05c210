import type { Receipt } from '#audit'
import type { AccountId } from '#kernel'

/** A PSO of a campaign and the group that it applies to: both have this name, and nobody else's. */
export interface FallingPlace {
  readonly name: string
  /** DN of the unit that the group is made in. */
  readonly unit: string
}

/** An account as this way sees it. */
export interface FallingLook {
  /** DN of the PSO that holds for it; null: the domain's policy. */
  readonly source: string | null
  /** null: 0, that is must-change. */
  readonly pwdLastSet: Date | null
  /** What keeps a maximum age from asking it for a new password. */
  readonly barred: 'never-expires' | 'disabled' | 'protected' | 'own-pso' | null
}

/** Why nothing was made. `said`: what the DC said, or which right, policy or number it is about. */
export interface FallingRefusal {
  readonly why: 'right-missing' | 'no-precedence' | 'source-unread' | 'refused'
  readonly said: string
}
export type FallingMade = { readonly made: true } | ({ readonly made: false } & FallingRefusal)

/**
 * A maximum age that falls, by a PSO of a campaign's own. The PSO copies what holds for its people without it, and takes
 * the next higher precedence, by group: any stricter PSO that would win today still wins. So it can make nobody's rules
 * weaker, and it never lets a password live longer.
 */
export interface Falling {
  /**
   * May the service account make PSOs, and groups in that unit? Asked of the DC, which works it out; nothing is written.
   *
   * @returns what is missing.
   */
  missingRights(unit: string): Promise<readonly string[]>
  /** Those that are there, on that DC. @throws {Fault} `directory.unavailable`, `directory.refused`. */
  look(accounts: readonly AccountId[], dc: string): Promise<ReadonlyMap<AccountId, FallingLook>>
  /** Done twice it does no harm. Announced as `pso.making`, about no account. @throws {Fault} `directory.unavailable` */
  make(place: FallingPlace, source: string | null, at: FallingAt): Promise<FallingMade>
  /** Are the PSO or the group there? @throws {Fault} `directory.unavailable` */
  isThere(place: FallingPlace, dc: string): Promise<boolean>
  /** Would `age` write anything? Minutes are not worth a replication. @throws {Fault} as `age` does. */
  hasToMove(place: FallingPlace, source: string | null, seconds: number, dc: string): Promise<boolean>
  /**
   * Passwords that are older expire; never later than by the policy it was copied from, nor sooner than its minimum age
   * lets people change. What became stricter in that policy meanwhile is taken over. Announced as `pso.moving`.
   *
   * @throws {Fault} `directory.unavailable`, `directory.refused`
   */
  age(place: FallingPlace, source: string | null, seconds: number, at: FallingAt): Promise<void>
  /**
   * Puts them into its group. Each announced as `password.aging`.
   *
   * @returns those that it holds for now, as the DC works it out: not those with a PSO of their own.
   */
  join(place: FallingPlace, of: readonly AnnouncedMember[], dc: string): Promise<ReadonlySet<AccountId>>
  /** Takes them out again. Each announced as `password.aging`. @throws {Fault} `directory.unavailable` */
  leave(place: FallingPlace, of: readonly AnnouncedMember[], dc: string): Promise<void>
  /** PSO and group. Announced as `pso.removing`. @returns false: something is left. @throws {Fault} `directory.unavailable` */
  remove(place: FallingPlace, at: FallingAt): Promise<boolean>
  /** The DC that writes would go to now. @throws {Fault} `directory.unavailable` */
  dc(): Promise<string>
}

export interface FallingAt {
  readonly dc: string
  readonly receipt: Receipt
}

export interface AnnouncedMember {
  readonly account: AccountId
  readonly receipt: Receipt
}
