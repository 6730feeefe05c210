import { dateFromFiletime, dcMeaning, hasFlag, type DcMeaning } from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Secret } from '#kernel'
import { dnOf } from './accounts/accounts.ts'
import { integer, large, type Entry } from './dcs/attributes.ts'
import type { Bound, Connection } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Dc } from './dcs/locator.ts'
import type { CheckPassword, Directory } from './directory.ts'
import { isNearLockout } from './accounts/lockout.ts'
import { policyAttributes, type Policies } from './accounts/policies.ts'

export interface ChecksDeps {
  readonly controllers: Controllers
  readonly policies: Policies
  readonly alone: <T>(account: AccountId, task: () => Promise<T>) => Promise<T>
  /** A log-on on a connection of its own, which is closed whatever comes of it. */
  readonly tryBind: (dc: Dc, dn: string, password: Secret) => Promise<Bound>
}

const meanings: Partial<Readonly<Record<DcMeaning, CheckPassword>>> = {
  'wrong-password': 'wrong',
  'no-such-account': 'wrong',
  // Of Protected Users and the like, perhaps before the password was looked at.
  restricted: 'wrong',
  // Told only to those who know the password: it was right, but not for a log-on now or from here.
  'not-now': 'right',
  'not-here': 'right',
  'must-change': 'must-change',
  'password-expired': 'expired-password',
  'account-expired': 'expired',
  disabled: 'disabled',
  locked: 'locked',
}

const stateAttributes = ['userAccountControl', 'msDS-User-Account-Control-Computed', 'pwdLastSet']

/** Asking a DC about a password, and about its state. */
export function createChecks(deps: ChecksDeps): Pick<Directory, 'checkPassword' | 'passwordState'> {
  const { controllers, policies, alone, tryBind } = deps

  async function unasked(connection: Connection, entry: Entry): Promise<CheckPassword | undefined> {
    if (hasFlag(integer(entry, 'userAccountControl') ?? 0, 'disabled')) return 'disabled'
    if (isLocked(entry)) return 'locked'
    const policy = await policies.policyOf(entry)
    return (await isNearLockout(connection, entry.dn, policy)) ? 'not-now' : undefined
  }

  return {
    checkPassword: (account, password) =>
      alone(account, async () => {
        // To LDAP a name with an empty password is an anonymous log-on, which succeeds (RFC 4513, 5.1.2).
        if (password.reveal() === '') return 'wrong'
        const dc = await controllers.chosen()
        const look = await controllers.readOn(dc.host, async (connection) => {
          const entry = await only(connection, account, [...stateAttributes, ...policyAttributes])
          return { dn: entry.dn, known: await unasked(connection, entry) }
        })
        if (look.known !== undefined) return look.known
        return meaningOf(await tryBind(dc, look.dn, password), dc)
      }),

    async passwordState(account, dc) {
      const host = dc ?? (await controllers.chosen()).host
      return controllers.readOn(host, async (connection) => {
        const entry = await only(connection, account, stateAttributes)
        const pwdLastSet = dateFromFiletime(large(entry, 'pwdLastSet') ?? 0n)
        return { dc: connection.dc, pwdLastSet, locked: isLocked(entry) }
      })
    },
  }
}

function meaningOf(bound: Bound, { host }: Dc): CheckPassword {
  if (bound.bound) return 'right'
  const meaning = dcMeaning(bound.diagnostic)
  const check = meaning && meanings[meaning]
  if (check !== undefined) return check
  throw new Fault('directory.refused', `${host} answered a log-on with: ${bound.diagnostic}`)
}

function isLocked(entry: Entry): boolean {
  return hasFlag(integer(entry, 'msDS-User-Account-Control-Computed') ?? 0, 'lockout')
}

async function only(
  connection: Connection,
  account: AccountId,
  attributes: readonly string[],
): Promise<Entry> {
  const [entry] = await connection.search({ base: dnOf(account), attributes })
  if (entry === undefined) throw new Fault('directory.refused', `account ${account} is gone`)
  return entry
}
