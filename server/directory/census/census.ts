import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'

/** Whatever has a password in the domain, with what a mass reset tells accounts apart by. */
export interface Principal {
  readonly id: AccountId
  readonly sid: Sid
  readonly dn: string
  readonly sAMAccountName: string
  /**
   * `managed`: a (group) managed service account, whose password the domain changes by itself. `unreadable`: what every
   * account has cannot be read of it, so nothing else here is to be believed but its id and DN.
   */
  readonly kind: 'user' | 'managed' | 'computer' | 'trust' | 'unreadable'
  readonly disabled: boolean
  readonly neverExpires: boolean
  /** `adminCount`: AdminSDHolder took it under its wing, and it may have left since. */
  readonly adminCount: boolean
  /** As in `Account`: nothing of Keyturn writes to it. */
  readonly isProtected: boolean
  /** The service account that Keyturn itself works with. */
  readonly isOwn: boolean
  readonly hasServicePrincipal: boolean
  /** A given name, a surname or a mail address: somebody is behind it. */
  readonly hasPersonsName: boolean
  /** Entra Connect has given it an anchor or an object of its own. */
  readonly isSynchronised: boolean
  /** `mS-DS-ConsistencyGuid`, Base64: what Entra ID may know it by. null: it has none, or it cannot be read. */
  readonly consistencyGuid: string | null
  /** Of the groups of the wish: those it is in, by nesting or as primary group. */
  readonly memberOf: ReadonlySet<Sid>
  /** So many groups that the DC did not tell them all: `memberOf` may lack some. */
  readonly hasMoreGroups: boolean
  /** By the names of the wish; one without values has an empty list. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export interface CensusWish {
  /** Whose members are to be told. */
  readonly groups: readonly Sid[]
  /** To be read with each account. */
  readonly attributes: readonly string[]
}

/** One part of a domain. */
export type CensusPart =
  | { readonly in: 'domain' }
  | { readonly in: 'unit'; readonly dn: string }
  | { readonly in: 'group'; readonly group: Sid }
  /** RFC 4515. */
  | { readonly in: 'filter'; readonly filter: string }
  /** By objectGUID. */
  | { readonly in: 'accounts'; readonly accounts: readonly AccountId[] }

/** What somebody may do with the domain's head object who is no administrator of AdminSDHolder's groups. */
export interface HeadPower {
  /** false: the service account may not read the head's permissions. */
  readonly readable: boolean
  /** Users and groups of this domain. */
  readonly trustees: readonly Sid[]
  /** Everybody, or everybody who logged on, may. */
  readonly openToAll: boolean
}

/** Every account of any kind, a page at a time: neither a DC nor this server holds them all. Never writes. */
export interface Census {
  /**
   * The parts of one wish share what was read for them; an account that is in two parts comes twice.
   *
   * @throws {Fault} `directory.unavailable`, also between two pages: then begin again; `config.invalid` for a filter
   *   that is none; `directory.refused` if not even objectGUID can be read.
   */
  principals(part: CensusPart, wish: CensusWish): AsyncIterable<readonly Principal[]>
  /** For each name (sAMAccountName, DOMAIN\name, UPN, mail, DN), in their order: all that answer to it. */
  named(
    names: readonly string[],
    wish: CensusWish,
  ): AsyncIterable<{ readonly name: string; readonly found: readonly Principal[] }>
  /** A DN as the DC itself writes it, whatever blanks and letters it was written with; undefined: no such object in sight. */
  ownDn(dn: string): Promise<string | undefined>
  /** Is it a filter of RFC 4515? */
  isFilter(text: string): boolean
  /** Who has power over the whole domain by the permissions of its head. */
  headPower(): Promise<HeadPower>
  /** The SID of the domain itself, which those of its groups begin with. */
  domainSid(): Promise<Sid>
}
