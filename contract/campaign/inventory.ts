import { z } from 'zod'
import { instant } from '../common.ts'
import { accountUse } from './uses.ts'

export const askInventory = z.strictObject({
  by: z.string().trim().min(1).max(80),
  /** The attribute that names who answers for a service account; else `managedBy`, then `manager`. */
  ownerAttribute: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,99}$/i)
    .optional(),
  /** Also ask a KDC which keys it has of each of them: two questions without a password, which it may log. */
  keys: z.boolean().default(false),
})

/** What a KDC says about one kind of keys; null: it does not say, as of an account that is disabled. */
const hasKeys = z.boolean().nullable()

/**
 * What an account has by AdminSDHolder's groups, by nesting. `domain`: everything. `step`: as good as that by a step that is
 * known. `mark`: adminCount alone.
 */
export const groupWeight = z.enum(['none', 'mark', 'step', 'domain'])
export type GroupWeight = z.infer<typeof groupWeight>

/** Why an account could be a group managed service account, or could not. */
export const gmsaVerdict = z.enum(['is-one', 'candidate', 'mail-or-person', 'privileged', 'no-service-seen'])
export type GmsaVerdict = z.infer<typeof gmsaVerdict>

export const delegationKind = z.enum(['unconstrained', 'constrained', 'any-protocol', 'resource-based'])
export type DelegationKind = z.infer<typeof delegationKind>

export const inventoryAccount = z.object({
  id: z.string(),
  name: z.string(),
  dn: z.string(),
  kind: z.enum(['user', 'managed']),
  /** What makes it a service account. */
  because: z.array(
    z.enum(['managed', 'service-principal', 'never-expires-without-name', 'delegation', 'something-runs']),
  ),
  disabled: z.boolean(),
  servicePrincipalNames: z.array(z.string()),
  neverExpires: z.boolean(),
  passwordNotRequired: z.boolean(),
  passwordSet: instant.nullable(),
  lastLogOn: instant.nullable(),
  /** What `msDS-SupportedEncryptionTypes` allows; `unset`: what the domain allows by default. */
  encryption: z.enum(['unset', 'des-or-rc4-only', 'rc4-and-aes', 'aes-only']),
  /** Its password is older than anything in this domain that could make AES keys of one. */
  olderThanAes: z.boolean(),
  /** Which keys a KDC uses of it; null: none was asked. */
  keys: z.object({ aes: hasKeys, rc4: hasKeys }).nullable(),
  delegation: z.array(delegationKind),
  delegatesTo: z.array(z.string()),
  privileged: z.boolean(),
  weight: groupWeight,
  /** Those groups, the heaviest first, by the names that Microsoft gives them in English. */
  groups: z.array(z.string()),
  owner: z.string().nullable(),
  gmsa: gmsaVerdict,
  /** The latest first; a hundred at most. */
  uses: z.array(accountUse),
})
export type InventoryAccount = z.infer<typeof inventoryAccount>

export const inventory = z.object({
  at: instant,
  /** `no-kdc`: none answered, or no more after some. */
  keys: z.enum(['not-asked', 'asked', 'no-kdc']),
  accounts: z.array(inventoryAccount),
})
export type Inventory = z.infer<typeof inventory>

export const askHygiene = z.strictObject({ by: z.string().trim().min(1).max(80) })

export const hygieneFinding = z.enum([
  'reversible-encryption',
  'des-or-rc4-only',
  'no-pre-authentication',
  'password-not-required',
  'privileged-synchronised',
  'privileged-stale',
  'privileged-service-principal',
  'privileged-never-expires',
  'krbtgt-old',
  'unconstrained-delegation',
  'admin-count-orphan',
])
export type HygieneFinding = z.infer<typeof hygieneFinding>

export const hygiene = z.object({
  at: instant,
  accounts: z.int(),
  findings: z.array(
    z.object({ finding: hygieneFinding, accounts: z.array(z.object({ id: z.string(), name: z.string() })) }),
  ),
})
export type Hygiene = z.infer<typeof hygiene>
