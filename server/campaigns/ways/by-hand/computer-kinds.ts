import type { ComputerKind } from '@keyturn/contract'

/** What tells computers apart, beside what a census reads. */
export const kindAttributes = ['operatingSystem', 'dNSHostName', 'primaryGroupID', 'servicePrincipalName']

/** Domain Controllers and Read-only Domain Controllers (MS-ADTS 6.1.1.6). */
const groups: Readonly<Record<string, ComputerKind>> = { '516': 'controller', '521': 'read-only-controller' }

/** Accounts of Entra Connect and of Kerberos by Entra ID that belong to no machine. */
const ofEntra: Readonly<Record<string, ComputerKind>> = {
  AZUREADSSOACC$: 'entra-sso',
  AZUREADKERBEROS$: 'entra-kerberos',
}

/** Pure. By what the account says of itself: a computer may write its own `operatingSystem`, so this is no more than a help. */
export function kindOf(
  sAMAccountName: string,
  attributes: ReadonlyMap<string, readonly string[]>,
): ComputerKind {
  const values = (name: string) => attributes.get(name) ?? []
  const entra = ofEntra[sAMAccountName.toUpperCase()]
  if (entra !== undefined) return entra
  const controller = groups[values('primaryGroupID')[0] ?? '']
  if (controller !== undefined) return controller
  if (values('servicePrincipalName').some((one) => /^MSServerCluster|^MSClusterVirtualServer\//i.test(one)))
    return 'cluster'
  const system = values('operatingSystem')[0] ?? ''
  if (/windows/i.test(system)) return 'windows'
  if (/samba/i.test(system)) return 'samba'
  return /linux|gnu|unix/i.test(system) ? 'linux' : 'other'
}
