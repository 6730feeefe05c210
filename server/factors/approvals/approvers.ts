import type { FactorName } from '@keyturn/contract'
import type { Account, Directory } from '#directory'
import type { AccountId, Log } from '#kernel'

/** Whom one kind of approval asks. */
export interface Approvers {
  readonly factor: Extract<FactorName, 'manager-approval' | 'colleague-approval'>
  /** undefined: nobody who may. Why not is not told to whoever asks. */
  find(account: AccountId, whom: string | undefined): Promise<Account | undefined>
  /** Could this account be vouched for by it? With the name of the one who would be asked, if that is known. */
  standing(account: AccountId): Promise<{ readonly name: string } | undefined>
  among(accounts: readonly Account[]): Promise<ReadonlySet<AccountId>>
}

/** More reads than this are made by one walk through the domain. */
const oneByOne = 50

/** The one in AD's `manager`. */
export function createManagers(directory: Pick<Directory, 'managerOf' | 'peopleIn'>): Approvers {
  const find = async (id: AccountId) => {
    const manager = await directory.managerOf(id)
    return manager !== undefined && isThere(manager) && manager.id !== id ? manager : undefined
  }
  return {
    factor: 'manager-approval',
    find,
    async standing(id) {
      const manager = await find(id)
      return manager && { name: manager.displayName }
    },
    async among(accounts) {
      if (accounts.length > oneByOne) return await managedAmong(directory, accounts)
      const managers = await Promise.all(accounts.map(({ id }) => find(id)))
      return new Set(accounts.filter((_, i) => managers[i] !== undefined).map(({ id }) => id))
    },
  }
}

async function managedAmong(
  directory: Pick<Directory, 'peopleIn'>,
  accounts: readonly Account[],
): Promise<ReadonlySet<AccountId>> {
  const asked = new Set(accounts.map(({ id }) => id))
  const managers = new Map<AccountId, { readonly own: string; readonly manager: string }>()
  const there = new Set<string>()
  for await (const page of directory.peopleIn(undefined, { attributes: ['manager'] })) {
    for (const { account, attributes } of page) {
      const own = account.dn.toLowerCase()
      if (isThere(account)) there.add(own)
      const manager = attributes.get('manager')?.[0]?.toLowerCase()
      if (manager !== undefined && asked.has(account.id)) managers.set(account.id, { own, manager })
    }
  }
  const managed = [...managers].filter(([, { own, manager }]) => manager !== own && there.has(manager))
  return new Set(managed.map(([id]) => id))
}

export interface ColleaguesDeps {
  readonly directory: Pick<Directory, 'find' | 'read' | 'existing' | 'groupSid' | 'groupsOf'>
  readonly log: Pick<Log, 'error'>
  /** Whose members may vouch, as an administrator writes it; undefined: everybody. */
  readonly group: string | undefined
}

/** Somebody whom the person names. */
export function createColleagues({ directory, log, group }: ColleaguesDeps): Approvers {
  async function mayVouch({ id }: Account): Promise<boolean> {
    if (group === undefined) return true
    const sid = await directory.groupSid(group)
    if (sid !== undefined) return (await directory.groupsOf(id)).has(sid)
    log.error({ group }, 'there is no group of colleagues who may vouch: nobody may')
    return false
  }

  return {
    factor: 'colleague-approval',
    async find(account, whom) {
      if (whom === undefined || (await directory.read(account)) === undefined) return undefined
      const found = await directory.find(whom)
      if (!found.found || found.account.id === account || !isThere(found.account)) return undefined
      return (await mayVouch(found.account)) ? found.account : undefined
    },
    standing: async (account) => ((await directory.read(account)) === undefined ? undefined : { name: '' }),
    among: (accounts) => directory.existing(accounts.map(({ id }) => id)),
  }
}

const isThere = ({ disabled, expired }: Account) => !disabled && !expired
