import { isBuiltinAccount, ridOf, type Sid } from '@keyturn/protocols/ad'
import type { Principal } from '#directory'
import type { Rule } from './segment.ts'

const krbtgtRid = 502
const isUser = ({ kind }: Principal) => kind === 'user'

/**
 * What an account is by its nature: before any rule of a plan, so that no plan makes an administrator an ordinary person.
 *
 * @param onHead whom the permissions of the domain's head give power over all of it.
 */
export function natureRules(onHead: readonly Sid[]): readonly Rule[] {
  return [
    { id: 'krbtgt', segment: 'krbtgt', matches: isKrbtgt },
    { id: 'trust', segment: 'trusts', matches: ({ kind }) => kind === 'trust' },
    { id: 'computer', segment: 'computers', matches: ({ kind }) => kind === 'computer' },
    // Administrator, Guest, DefaultAccount: nothing of Keyturn writes to what came with the domain.
    { id: 'came-with-the-domain', segment: 'privileged', matches: ({ sid }) => isBuiltinAccount(sid) },
    { id: 'admin-count', segment: 'privileged', matches: ({ adminCount }) => adminCount },
    { id: 'protected-group', segment: 'privileged', matches: ({ isProtected }) => isProtected },
    {
      id: 'power-over-the-domain',
      segment: 'privileged',
      matches: ({ sid, memberOf }) => onHead.some((trustee) => sid === trustee || memberOf.has(trustee)),
    },
    { id: 'managed-service', segment: 'service', matches: ({ kind }) => kind === 'managed' },
  ]
}

/** What an account seems to be, where neither its nature nor the plan says it. */
export const appearanceRules: readonly Rule[] = [
  {
    id: 'service-principal',
    segment: 'service',
    matches: (one) => isUser(one) && one.hasServicePrincipal,
  },
  { id: 'synchronised', segment: 'hybrid', matches: (one) => isUser(one) && one.isSynchronised },
]

/** The domain's, and that of each RODC, an ordinary user but for its name (MS-ADTS 6.1.1.3.4). */
function isKrbtgt({ kind, sid, sAMAccountName }: Principal): boolean {
  return kind === 'user' && (ridOf(sid) === krbtgtRid || /^krbtgt_\d+$/i.test(sAMAccountName))
}
