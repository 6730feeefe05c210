import { dateFromFiletime, hasFlag, largeInteger, ridOf } from '@keyturn/protocols/ad'
import type { DelegationKind, InventoryAccount } from '@keyturn/contract'
import type { Principal } from '#directory'

/** What is read of each account, beside what a census reads. */
export const traitAttributes = [
  'userAccountControl',
  'servicePrincipalName',
  'pwdLastSet',
  'lastLogonTimestamp',
  'msDS-SupportedEncryptionTypes',
  'msDS-AllowedToDelegateTo',
  'msDS-AllowedToActOnBehalfOfOtherIdentity',
  'primaryGroupID',
]

/** What an attacker and an administrator would look at. */
export interface Traits {
  readonly control: number
  readonly servicePrincipalNames: readonly string[]
  /** null: never, or to be changed at the next log-on. */
  readonly passwordSet: Date | null
  /** Up to fourteen days behind (MS-ADA1 2.351). */
  readonly lastLogOn: Date | null
  readonly encryption: InventoryAccount['encryption']
  readonly delegation: readonly DelegationKind[]
  readonly delegatesTo: readonly string[]
  readonly isController: boolean
  readonly isKrbtgt: boolean
}

const krbtgtRid = 502
/** Domain Controllers, Read-only Domain Controllers. */
const controllerGroups = new Set(['516', '521'])

export function traitsOf({ sid, sAMAccountName, attributes }: Principal): Traits {
  const values = (name: string) => attributes.get(name) ?? []
  const date = (name: string) => dateFromFiletime(largeInteger(values(name)[0] ?? '') ?? 0n)
  const control = Number(values('userAccountControl')[0] ?? 0)
  const delegatesTo = values('msDS-AllowedToDelegateTo')
  const delegation: DelegationKind[] = []
  if (hasFlag(control, 'trustedForDelegation')) delegation.push('unconstrained')
  if (delegatesTo.length > 0) delegation.push('constrained')
  if (hasFlag(control, 'trustedToAuthForDelegation')) delegation.push('any-protocol')
  if (values('msDS-AllowedToActOnBehalfOfOtherIdentity').length > 0) delegation.push('resource-based')
  return {
    control,
    servicePrincipalNames: values('servicePrincipalName'),
    passwordSet: date('pwdLastSet'),
    lastLogOn: date('lastLogonTimestamp'),
    encryption: encryptionOf(values('msDS-SupportedEncryptionTypes')[0], control),
    delegation,
    delegatesTo,
    isController: controllerGroups.has(values('primaryGroupID')[0] ?? ''),
    isKrbtgt: ridOf(sid) === krbtgtRid || /^krbtgt_\d+$/i.test(sAMAccountName),
  }
}

/** MS-KILE 2.2.7: DES in bits 0 and 1, RC4 in bit 2, AES in bits 3 and 4 (and 6, 7 of RFC 8009). */
const bits = { desOrRc4: 0x07, aes: 0xd8 }

function encryptionOf(value: string | undefined, control: number): InventoryAccount['encryption'] {
  if (hasFlag(control, 'useDesKeyOnly')) return 'des-or-rc4-only'
  const types = Number(value ?? 0)
  if ((types & (bits.desOrRc4 | bits.aes)) === 0) return 'unset'
  if ((types & bits.aes) === 0) return 'des-or-rc4-only'
  return (types & bits.desOrRc4) === 0 ? 'aes-only' : 'rc4-and-aes'
}
