import type { Ace, DcMeaning, SecurityDescriptor, Sid } from '@keyturn/protocols/ad'

export interface Address {
  readonly address: string
  readonly family: number
}

export interface DcName {
  readonly host: string
  readonly port: number
}

export interface Located {
  /** The SRV record that was asked for, and what the DNS answered. */
  readonly record: string
  readonly named: readonly string[]
  readonly problem: string | undefined
  /** Those that Keyturn uses: of the configuration, else of the DNS and inside the domain. */
  readonly controllers: readonly DcName[]
}

/** What a DC shows of itself before anybody says a word. */
export type TlsLook =
  | { readonly reached: false; readonly why: string }
  | {
      readonly reached: true
      readonly ms: number
      /** Why Keyturn would not believe it, as a code of OpenSSL or Node; undefined: it would. */
      readonly problem: string | undefined
      readonly subject: string
      readonly issuer: string
      /** As in its subjectAltName. */
      readonly names: string
      readonly validFrom: Date
      /** The first of the chain to end. */
      readonly validTo: Date
    }

export interface DcLook extends DcName {
  /** Empty: the name is not in the DNS. */
  readonly addresses: readonly Address[]
  /** undefined: no answer to a CLDAP ping. */
  readonly pong:
    | {
        readonly ms: number
        readonly isWritable: boolean
        readonly dcSite: string
        readonly clientSite: string
      }
    | undefined
  readonly tls: TlsLook
  readonly root: RootLook | undefined
}

/** The root DSE, as strangers may read it. */
export interface RootLook {
  /** With the connection that it took. */
  readonly ms: number
  readonly currentTime: Date | undefined
  readonly controls: ReadonlySet<string>
  readonly isSynchronized: boolean
  readonly usn: bigint | undefined
}

export type LogOn =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly meaning: DcMeaning | 'unavailable' | undefined; readonly detail: string }

export interface DomainLook {
  readonly base: string
  readonly dns: string
  readonly netbios: string
  readonly sid: Sid
}

/** The service account, and who it is to a DC. */
export interface AccountLook {
  readonly dn: string
  readonly sid: Sid
  readonly sAMAccountName: string
  /** Its SID and those of all it belongs to, as the DC counts them. */
  readonly token: ReadonlySet<Sid>
  readonly groups: readonly GroupLook[]
  readonly disabled: boolean
  readonly locked: boolean
  readonly accountExpires: Date | null
  readonly pwdLastSet: Date | null
  readonly passwordExpires: Date | null
}

export interface GroupLook {
  readonly sid: Sid
  readonly name: string
  /** The group that the account itself is in, which leads to this one; undefined: not found. */
  readonly via: string | undefined
}

/** An object with its permissions; undefined: they are out of sight. */
export interface ObjectLook {
  readonly dn: string
  readonly name: string
  readonly sid: Sid | undefined
  readonly descriptor: SecurityDescriptor | undefined
}

export interface PersonLook extends ObjectLook {
  /** Attributes that the DC says we may write; undefined: it does not say. */
  readonly writable: ReadonlySet<string> | undefined
}

export type GuardedKind = 'account' | 'group' | 'dc' | 'domain' | 'template' | 'dc-unit'

/** What no service account of ours may touch. */
export interface GuardedLook extends ObjectLook {
  readonly kind: GuardedKind
}

/** The people below one OU, by a sample of them. */
export interface PeopleLook {
  readonly base: string
  readonly isThere: boolean
  readonly people: readonly PersonLook[]
}

export interface OutsideLook {
  readonly count: number
  readonly examples: readonly string[]
}

export interface PsoLook {
  readonly container: ObjectLook | undefined
  /** Of the PSOs that are seen: can their settings be read? */
  readonly seen: number
  readonly readable: number
}

export interface Neighbour {
  readonly from: string
  readonly failures: number
  readonly lastSuccess: Date | undefined
  /** A Windows error code; 0: it went well. */
  readonly lastResult: number
}

export interface ReplicationLook {
  /** DCs in the configuration partition. */
  readonly controllers: number
  /** undefined: this DC does not let the account see. */
  readonly neighbours: readonly Neighbour[] | undefined
}

/** What the service account sees, on one DC. It reads and never writes. */
export interface Session extends AsyncDisposable {
  readonly dc: string
  readonly domain: DomainLook
  readonly account: AccountLook
  /** OUs over which the account was given something; else those where people are. */
  places(): Promise<{ readonly delegated: boolean; readonly bases: readonly string[] }>
  people(base: string): Promise<PeopleLook>
  /** Ordinary people who are below none of these. */
  outside(bases: readonly string[]): Promise<OutsideLook>
  psos(): Promise<PsoLook>
  guarded(): AsyncGenerator<GuardedLook>
  /** The object above that an inherited entry comes from, with its permissions. */
  originOf(dn: string, ace: Ace): Promise<ObjectLook | undefined>
  nameOf(sid: Sid): Promise<string>
  replication(): Promise<ReplicationLook>
}

/** Looking at a domain as an administrator would, for `keyturn doctor`. Each step stands alone: what fails is told. */
export interface Survey {
  locate(): Promise<Located>
  look(dc: DcName): Promise<DcLook>
  /** Only to a DC whose certificate is believed. */
  logOn(dc: DcLook): Promise<LogOn>
}
