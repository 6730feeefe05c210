import type { AccountName } from './logons.ts'

/**
 * Whether a signed text that names a person means this account. To be asked beside its SID, which has to be that of
 * somebody cached here and names the domain as well: where nothing else does, it is enough.
 */
export function isMeant(
  { name, domain, netbios = domain }: AccountName,
  signed: { readonly name: string; readonly domain: string },
): boolean {
  return isSame(name, signed.name) && (netbios === null || isSame(netbios, signed.domain))
}

/** AD compares names without regard to case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
