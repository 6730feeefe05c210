import type { Account, Directory } from '#directory'
import type { AccountId, Log } from '#kernel'
import { contactsAmong, contactsOf } from '../contacts.ts'
import type { EnrolledFactor } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Channel } from './channel.ts'
import { targetPlace, type Target, type TargetStore } from './store.ts'

/** What a row holds, if our key opens it. */
function createOpening(factor: Channel['factor'], { seal, log }: Pick<TargetsDeps, 'log'> & Opening) {
  return ({ id, account, sealedTarget }: Target): string[] => {
    const target = seal.open(sealedTarget, targetPlace(factor, account, id))
    if (target !== undefined) return [Buffer.from(target).toString()]
    log.error({ target: id }, 'where codes go does not open: the key file is not the one it was sealed under')
    return []
  }
}

interface Opening {
  readonly seal: Pick<Seal, 'open'>
}

/** Mailboxes that people added, also while codes by mail are switched off: notices go there. */
export function createMailboxes({ store, ...deps }: Pick<TargetsDeps, 'store' | 'log'> & Opening) {
  const open = createOpening('mail-code', deps)
  return async (account: AccountId): Promise<readonly string[]> => (await store.of(account)).flatMap(open)
}

/** Where codes for an account go: what she added herself, and what AD says. */
export interface Targets {
  /** Each once, her own first; not more than five. */
  of(account: AccountId): Promise<readonly string[]>
  listed(account: AccountId): Promise<readonly EnrolledFactor[]>
  among(accounts: readonly Account[]): Promise<ReadonlySet<AccountId>>
}

export interface TargetsDeps {
  readonly store: TargetStore
  readonly directory: Pick<Directory, 'attributesOf' | 'peopleIn'>
  readonly seal: Pick<Seal, 'open' | 'tag'>
  readonly log: Pick<Log, 'error'>
}

/** A code that goes to a list of mailboxes is everybody's. */
const most = 5

export function createTargets(channel: Channel, { store, directory, seal, log }: TargetsDeps): Targets {
  const { factor, contacts: rules } = channel

  const open = createOpening(factor, { seal, log })

  const inDirectory = async (account: AccountId) =>
    (await contactsOf(directory, account, rules)).flatMap(({ value, changed }) => {
      const target = channel.read(value)
      return target === undefined ? [] : [{ target, changed }]
    })

  return {
    async of(account) {
      const own = (await store.of(account)).flatMap(open)
      const given = (await inDirectory(account)).map(({ target }) => target)
      return [...new Set([...own, ...given])].slice(0, most)
    },

    async listed(account) {
      const own = await store.of(account)
      const known = new Set(own.flatMap(open))
      const given = (await inDirectory(account)).filter(({ target }) => !known.has(target))
      return [
        ...own.map(({ id, name, enrolled, lastUsed }) => ({ id, factor, name, enrolled, lastUsed })),
        ...given.slice(0, most).map(({ target, changed }) => ({
          id: seal.tag('target', target).slice(0, 22),
          factor,
          name: channel.mask(target),
          enrolled: changed ?? new Date(0),
          lastUsed: null,
          own: false,
        })),
      ]
    },

    async among(accounts) {
      const isUsable = (value: string) => channel.read(value) !== undefined
      const [own, given] = await Promise.all([
        store.among(accounts.map(({ id }) => id)),
        contactsAmong(directory, accounts, { ...rules, isUsable }),
      ])
      return own.union(given)
    },
  }
}
