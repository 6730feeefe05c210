import type { Sid } from '@keyturn/protocols/ad'

export interface OutlinedGroup {
  readonly dn: string
  readonly sAMAccountName: string
  /** null: the service account may not read it. */
  readonly created: Date | null
}

/** A fine-grained password policy (MS-ADTS 3.1.1.4.5.36), as it applies to whom it names itself. */
export interface Pso {
  readonly name: string
  readonly precedence: number
  readonly minLength: number
  readonly complexity: boolean
  readonly history: number
  readonly minAgeDays: number
  /** null: passwords never expire by it. */
  readonly maxAgeDays: number | null
  /** DNs of groups and accounts. */
  readonly appliesTo: readonly string[]
}

/** A trust as this domain has it (MS-ADTS 6.1.6). */
export interface Trust {
  /** DNS name, or the NetBIOS name of a domain that has none. */
  readonly partner: string
  readonly netbios: string
  /** `inbound`: the other side lets our people in, and logs on here by an account of its own. */
  readonly direction: 'inbound' | 'outbound' | 'both' | 'disabled'
  readonly kind: 'within-forest' | 'forest' | 'external' | 'realm' | 'other'
}

/** What a copy of a domain's form needs besides its accounts. Reads only. */
export interface Outline {
  /** The domain's DN, DNS name and NetBIOS name. */
  domain(): Promise<{ readonly dn: string; readonly dns: string; readonly netbios: string }>
  /** Those of them that are there. @throws {Fault} `directory.unavailable` */
  groups(sids: readonly Sid[]): Promise<ReadonlyMap<Sid, OutlinedGroup>>
  /** Those that the service account may read. @throws {Fault} `directory.unavailable` */
  psos(): Promise<readonly Pso[]>
  /** Those that the service account may read. @throws {Fault} `directory.unavailable` */
  trusts(): Promise<readonly Trust[]>
}
