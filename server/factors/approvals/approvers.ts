import type { FactorName } from '@keyturn/contract'
import type { Account, Directory } from '#directory'
import type { AccountId, Log } from '#kernel'
import { filtered, isBelieved } from '../contacts.ts'

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

export interface ManagersDeps {
  readonly directory: Pick<Directory, 'managerOf' | 'peopleIn' | 'attributesOf'>
  /** A manager who was written later, or at a time that nobody can tell, is not asked. */
  readonly distrustChangedAfter: Date | undefined
}

/** The one in AD's `manager`. */
export function createManagers(deps: ManagersDeps): Approvers {
  const { directory, distrustChangedAfter } = deps
  const find = async (id: AccountId) => {
    const manager = await directory.managerOf(id)
    if (manager === undefined || !isThere(manager) || manager.id === id) return undefined
    return (await isBelievedOf(deps, id)) ? manager : undefined
  }
  return {
    factor: 'manager-approval',
    find,
    async standing(id) {
      const manager = await find(id)
      return manager && { name: manager.displayName }
    },
    async among(accounts) {
      // When it was changed is not in a list.
      if (accounts.length > oneByOne && distrustChangedAfter === undefined)
        return await managedAmong(directory, accounts)
      const ids = accounts.map(({ id }) => id)
      return await filtered(ids, async (id) => (await find(id)) !== undefined)
    },
  }
}

async function isBelievedOf({ directory, ...rules }: ManagersDeps, id: AccountId): Promise<boolean> {
  if (rules.distrustChangedAfter === undefined) return true
  const manager = (await directory.attributesOf(id, ['manager'])).get('manager')
  return isBelieved(manager?.changed ?? null, rules)
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
  readonly directory: Pick<Directory, 'find' | 'read' | 'existing' | 'groupSid' | 'groupsOf' | 'managerOf'>
  readonly log: Pick<Log, 'error'>
  /** Whose members may vouch, as an administrator writes it; undefined: everybody. */
  readonly group: string | undefined
  /** Her manager is asked as that, and is no colleague: two proofs would be one person's word. */
  readonly managersVouch: boolean
}

/** Somebody whom the person names. */
export function createColleagues({ directory, log, group, managersVouch }: ColleaguesDeps): Approvers {
  const isManagerOf = async ({ id }: Account, account: AccountId) =>
    managersVouch && (await directory.managerOf(account))?.id === id

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
      if (await isManagerOf(found.account, account)) return undefined
      return (await mayVouch(found.account)) ? found.account : undefined
    },
    standing: async (account) => ((await directory.read(account)) === undefined ? undefined : { name: '' }),
    among: (accounts) => directory.existing(accounts.map(({ id }) => id)),
  }
}

const isThere = ({ disabled, expired }: Account) => !disabled && !expired
