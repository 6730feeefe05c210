import type { PasswordPolicy, PasswordProblem } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Receipt } from '#audit'
import type { AccountId, Secret } from '#kernel'
import type { Bulk } from './bulk/bulk.ts'
import type { Census } from './census/census.ts'
import type { Outline } from './outline/outline.ts'
import type { Falling } from './falling/falling.ts'
import type { Krbtgt } from './krbtgt/krbtgt.ts'
import type { Rotation } from './rotation/rotation.ts'
import type { Replicas } from './replicas/replicas.ts'

export interface Account {
  readonly id: AccountId
  readonly sid: Sid
  readonly dn: string
  readonly sAMAccountName: string
  /** NetBIOS name of the domain: `CORP`. */
  readonly domain: string
  readonly userPrincipalName: string | null
  readonly displayName: string
  readonly mail: string | null
  readonly disabled: boolean
  readonly expired: boolean
  readonly locked: boolean
  /** pwdLastSet is 0, or the password is older than the policy allows. */
  readonly mustChange: boolean
  /** adminCount, AdminSDHolder's groups or the configured ones: Keyturn's account cannot and will not touch it. */
  readonly isProtected: boolean
  /** null: 0, that is must-change (or never set). */
  readonly pwdLastSet: Date | null
}

/** When, where and how somebody may log on. */
export interface LogonLimits {
  readonly account: Account
  /** `logonHours` (protocols/ad); null: at any hour, or the service account may not read it. */
  readonly hours: Uint8Array | null
  /** NetBIOS names (userWorkstations); none: everywhere, or the service account may not read it. */
  readonly computers: readonly string[]
  readonly smartCardRequired: boolean
}

export interface DomainController {
  /** DNS name, in the domain or written in the configuration. */
  readonly host: string
  /** false: an RODC. */
  readonly writable: boolean
}

export type Found =
  | { readonly found: true; readonly account: Account }
  | { readonly found: false; readonly why: 'unknown' | 'ambiguous' }

export interface EffectivePolicy extends PasswordPolicy {
  /** Wrong passwords until AD locks; 0: never. The tool stops well before. */
  readonly lockoutThreshold: number
}

/** A write that was read back. `pwdLastSet` is the new one, from the DC that took it. */
export interface Written {
  readonly dc: string
  readonly pwdLastSet: Date
  /** How history was enforced: by the control, by random-then-change, or not at all because the policy has none. */
  readonly way: 'policy-hints' | 'two-step' | 'plain' | 'change'
}

export type SetPassword =
  | { readonly outcome: 'changed'; readonly written: Written }
  /** `interrupted`: the two-step way wrote its random password and the chosen one was refused: the old one is gone. */
  | {
      readonly outcome: 'refused'
      readonly problems: readonly PasswordProblem[]
      readonly interrupted: boolean
    }
  | { readonly outcome: 'unknown'; readonly dc: string }

export type ChangePassword = SetPassword

/** `must-change`, `expired-password` and `right` all mean that the password was the right one. */
export type CheckPassword =
  | 'right'
  | 'must-change'
  | 'expired-password'
  | 'wrong'
  | 'locked'
  | 'disabled'
  | 'expired'
  | 'not-now'

export interface PasswordState {
  readonly dc: string
  readonly pwdLastSet: Date | null
  readonly locked: boolean
}

/** An account, and the entry that announces what is done to it. */
export interface Announced {
  readonly account: AccountId
  readonly receipt: Receipt
}

/** `fault`: as `requireChange` throws it. */
export type Required =
  | { readonly required: true; readonly dc: string }
  | { readonly required: false; readonly fault: unknown }

/** All that is asked before a password is set, as the DC that writes go to shows it at one moment. */
export interface Prepared {
  readonly account: Account
  readonly policy: EffectivePolicy
  readonly state: PasswordState
  /** By the names that were asked for; one without values has an empty list. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

/** Values of one attribute, and when they were last changed, on whichever DC that was. */
export interface Attribute {
  readonly values: readonly string[]
  /** null: cannot be told. An attribute that was emptied has a time as well; links have one on Windows only. */
  readonly changed: Date | null
}

/** What a card's certificate says of its person. */
export type CardMapping =
  | { readonly by: 'sid'; readonly sid: Sid }
  /** Values of `altSecurityIdentities`, any of which names her. */
  | { readonly by: 'alt'; readonly values: readonly string[] }
  | { readonly by: 'upn'; readonly upn: string }

export interface Listing {
  /** Default: 500. A Windows DC gives 1000 at most. */
  readonly pageSize?: number
  /** To be read with each account. */
  readonly attributes?: readonly string[]
}

export interface Listed {
  readonly account: Account
  /** By the names that were asked for; an attribute without values has an empty list. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export interface Directory {
  /** Of every account, of any kind, for whoever plans for all of them. */
  readonly census: Census
  readonly outline: Outline
  /** The same accounts on each DC, for whoever proves what has come to all of them. */
  readonly replicas: Replicas
  /** Writes to many, for a campaign. */
  readonly bulk: Bulk
  /** A maximum age of passwords that falls, by a PSO of a campaign's own. */
  readonly falling: Falling
  /** New passwords for service accounts. */
  readonly rotation: Rotation
  /** The keys that tickets are signed with. */
  readonly krbtgt: Krbtgt
  /**
   * Those that there are, in the order in which they are asked here: for who asks them by another protocol.
   *
   * @throws {Fault} `directory.unavailable` if none is known.
   */
  domainControllers(): Promise<readonly DomainController[]>
  /**
   * By sAMAccountName, DOMAIN\name, UPN or mail. Two accounts that answer to one name are `ambiguous`.
   *
   * @throws {Fault} `directory.unavailable` if no DC answered.
   */
  find(identifier: string): Promise<Found>
  /** By objectGUID: survives rename and move. undefined: gone. */
  read(id: AccountId): Promise<Account | undefined>
  /** With what else may keep its person from logging on. undefined: gone. */
  logonLimits(id: AccountId): Promise<LogonLimits | undefined>
  /** By objectSid, which is how a device knows people. undefined: no such account in this domain. */
  readBySid(sid: Sid): Promise<Account | undefined>
  /** SIDs of all groups, nested ones too (tokenGroups). */
  groupsOf(account: AccountId): Promise<ReadonlySet<Sid>>
  /** A group by sAMAccountName, DOMAIN\name or distinguished name, as an administrator writes it in a rule. undefined: no such group. */
  groupSid(name: string): Promise<Sid | undefined>
  /**
   * By names of the schema: `mail`, `otherMobile`. An account that is gone, like an attribute that is not there or
   * that the service account may not read, has no values.
   *
   * @throws {Fault} `config.invalid` for what can be no attribute's name.
   */
  attributesOf(account: AccountId, names: readonly string[]): Promise<ReadonlyMap<string, Attribute>>
  /** The person in `manager`, disabled or not. undefined: none, or the account itself. */
  managerOf(account: AccountId): Promise<Account | undefined>
  /** Exactly one account, by what a checked certificate maps to. */
  findByCard(mapping: CardMapping): Promise<Found>
  /**
   * Everybody below a DN, disabled ones too, a page at a time; without a DN the whole domain.
   *
   * @throws {Fault} `directory.unavailable`, also between two pages: then begin again.
   */
  peopleIn(base?: string, listing?: Listing): AsyncIterable<readonly Listed[]>
  /** Everybody in a group, in groups inside it or with one of them as primary group; nobody twice. */
  membersOf(group: Sid, listing?: Listing): AsyncIterable<readonly Listed[]>
  /** The same as ids alone: for many accounts this costs a DC far less than `groupsOf` for each. */
  memberIds(group: Sid): Promise<ReadonlySet<AccountId>>
  /**
   * Which of them are there: not deleted, and in the service account's sight. One that was restored from the recycle
   * bin is the same again; one made anew under the same name is another.
   */
  existing(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  /** Domain policy or PSO (msDS-ResultantPSO), as the DC applies it. */
  policyFor(account: AccountId): Promise<EffectivePolicy>
  /**
   * Account, policy, password state and these attributes in one question. undefined: gone.
   *
   * @param attributes names of the schema, as in `attributesOf`.
   */
  prepare(account: AccountId, attributes?: readonly string[]): Promise<Prepared | undefined>
  /**
   * Sets a forgotten password with history enforced, on a writable DC, and reads it back.
   *
   * @param of what `prepare` gave moments ago spares another look at the account.
   * @param onHalf told, and awaited, after the random password of the two-step way was written and before the
   *   chosen one: whoever keeps the state notes that the old password is gone.
   * @throws {Fault} `directory.unavailable` if no DC answered before anything was sent;
   *   `directory.refused` for a protected account or missing rights. A time-out after the write was sent is not
   *   thrown: it is the outcome `unknown`, and `passwordState` tells later.
   */
  setPassword(
    of: AccountId | Prepared,
    password: Secret,
    announced: Receipt,
    onHalf?: (dc: string) => Promise<void>,
  ): Promise<SetPassword>
  /** Changes a known password, also an expired or must-change one; history and minimum age are the DC's. */
  changePassword(
    account: AccountId,
    old: Secret,
    password: Secret,
    announced: Receipt,
  ): Promise<ChangePassword>
  /**
   * lockoutTime=0, read back.
   *
   * @throws {Fault} `directory.unavailable`, `directory.refused`: nothing was changed; `directory.unknown-outcome`.
   */
  unlock(account: AccountId, announced: Receipt): Promise<{ readonly dc: string }>
  /**
   * The password must be changed at the next log-on: pwdLastSet=0, read back. It still holds until then. Announced
   * as `password.must-change`.
   *
   * @throws {Fault} as `unlock` does.
   */
  requireChange(account: AccountId, announced: Receipt): Promise<{ readonly dc: string }>
  /** The same for many in this order, at less cost for each. @returns what became of each of them. */
  requireChanges(of: readonly Announced[]): Promise<readonly Required[]>
  /**
   * Puts the account into this one of the configured groups of password tiers and out of the others, read back; null:
   * out of all. Done twice it does no harm. Announced as `password.tier-setting`.
   *
   * @throws {Fault} `directory.refused`: protected, gone or disabled, or the right is lacking; `config.invalid`: a
   *   group is not there, or is a protected one; `directory.unavailable`, `directory.unknown-outcome`.
   */
  setTier(
    account: AccountId,
    group: string | null,
    announced: Receipt,
  ): Promise<{ readonly dc: string; readonly changed: boolean }>
  /**
   * Is this the current password? Asks the DC by a bind, which counts wrong ones there: so it answers `not-now`
   * without asking when AD would lock the account within two more wrong ones.
   */
  checkPassword(account: AccountId, password: Secret): Promise<CheckPassword>
  /** The truth on one DC (by host name), or on the one that writes go to. */
  passwordState(account: AccountId, dc?: string): Promise<PasswordState>
}
