import type { Sid } from '@keyturn/protocols/ad'
import type { Principal } from '#directory'
import type { AccountId } from '#kernel'

export const domainSid = 'S-1-5-21-1-2-3' as Sid

let made = 0

/** An ordinary person's account, but for what is wished. */
export function aPrincipal(wish: Partial<Principal> & { readonly rid?: number } = {}): Principal {
  made++
  const { rid = 1_100 + made, ...rest } = wish
  const name = rest.sAMAccountName ?? `person${made}`
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}` as AccountId,
    sid: `${domainSid}-${rid}` as Sid,
    dn: `CN=${name},OU=People,DC=corp,DC=example`,
    sAMAccountName: name,
    kind: 'user',
    disabled: false,
    neverExpires: false,
    adminCount: false,
    isProtected: false,
    isOwn: false,
    hasServicePrincipal: false,
    hasPersonsName: true,
    isSynchronised: false,
    consistencyGuid: null,
    memberOf: new Set(),
    hasMoreGroups: false,
    attributes: new Map(),
    ...rest,
  }
}
