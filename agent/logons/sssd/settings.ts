import type { LdbEntry } from './ldb.ts'

/** How this computer's SSSD knows the domain. */
export interface Settings {
  /** What SSSD calls the domain, and its files after it. */
  readonly domain: string
  readonly isCaching: boolean
  /** Days after the last log-on that a DC answered, 0 for ever (`offline_credentials_expiration`). */
  readonly expiresAfterDays: number
  /** After as many days without a log-on the whole entry may go, 0 for never (`account_cache_expiration`). */
  readonly goneAfterDays: number
  /** What SSSD calls the service that has the DC: `AD`, or `KERBEROS` where it knows nothing else. */
  readonly service: string
  /** How long a PAC may be used (`pac_lifetime`); SSSD keeps when that ends, and not when it came. */
  readonly pacSeconds: number
}

const defaultPacSeconds = 300

/**
 * Reads `config.ldb`, into which SSSD puts `sssd.conf` and its snippets at each start: what it runs by, and not what may
 * have been written to the file since.
 *
 * @param dnsDomain the domain as the agent knows it.
 * @returns undefined: SSSD does not serve that domain.
 */
export function readSettings(config: readonly LdbEntry[], dnsDomain: string): Settings | undefined {
  const section = (dn: string) => config.find((entry) => entry.dn.toLowerCase() === `${dn},cn=config`)
  const enabled = list(section('cn=sssd'), 'domains')
  const name = enabled.find((one) => {
    const domain = section(`cn=${one.toLowerCase()},cn=domain`)
    const names = [one, said(domain, 'ad_domain'), said(domain, 'krb5_realm')]
    return names.some((name) => name?.toLowerCase() === dnsDomain.toLowerCase())
  })
  if (name === undefined) return undefined
  const domain = section(`cn=${name.toLowerCase()},cn=domain`)
  const authentication = said(domain, 'auth_provider') ?? said(domain, 'id_provider')
  return {
    domain: name,
    isCaching: said(domain, 'cache_credentials')?.toLowerCase() === 'true',
    expiresAfterDays: Number(said(section('cn=pam'), 'offline_credentials_expiration') ?? 0),
    goneAfterDays: Number(said(domain, 'account_cache_expiration') ?? 0),
    service: authentication === 'ad' ? 'AD' : 'KERBEROS',
    pacSeconds: Number(said(section('cn=pac'), 'pac_lifetime') ?? defaultPacSeconds),
  }
}

function said(entry: LdbEntry | undefined, name: string): string | undefined {
  return entry?.values.get(name)?.toString()
}

function list(entry: LdbEntry | undefined, name: string): readonly string[] {
  return (said(entry, name) ?? '').split(',').flatMap((one) => one.trim() || [])
}
