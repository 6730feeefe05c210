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
})

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
  delegation: z.array(delegationKind),
  delegatesTo: z.array(z.string()),
  privileged: z.boolean(),
  owner: z.string().nullable(),
  gmsa: gmsaVerdict,
  /** The latest first; a hundred at most. */
  uses: z.array(accountUse),
})
export type InventoryAccount = z.infer<typeof inventoryAccount>

export const inventory = z.object({ at: instant, accounts: z.array(inventoryAccount) })
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
