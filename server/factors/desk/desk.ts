import type { FactorName } from '@keyturn/contract'
import type { Audit } from '#audit'
import type { Account, Directory, Found } from '#directory'
import { Fault, type AccountId, type Clock } from '#kernel'
import type { Notify } from '#notify'
import type { EnrolledFactor, Factor } from '../factor.ts'
import type { Distrust } from '../freezing/distrust.ts'
import type { Freezes } from '../freezing/freezes.ts'

/** What the help desk does with the factors of others: it sees them, takes them away, and freezes them. */
export interface FactorDesk {
  find(name: string): Promise<Found>
  list(account: Account): Promise<readonly EnrolledFactor[]>
  /**
   * The person is told, and what was proved so far counts no more.
   *
   * @returns false: the account has none of that id, or it is not kept here.
   */
  remove(account: Account, id: string): Promise<boolean>
  freeze(account: Account): Promise<void>
  /** @returns false: it was not frozen. */
  thaw(account: Account): Promise<boolean>
  /**
   * Takes away whatever was bound since then: after a break-in nobody knows whose telephone it is.
   *
   * @param group only of its members; left out: of everybody.
   * @throws {Fault} `request.not-found`: there is no such group.
   */
  removeBoundSince(since: Date, options: UnenrolOptions): Promise<Unenrolled>
}

export interface UnenrolOptions {
  readonly group: string | undefined
  /** Counts, and removes nothing. */
  readonly dryRun: boolean
}

export interface Unenrolled {
  readonly accounts: number
  readonly factors: Readonly<Partial<Record<FactorName, number>>>
}

export interface FactorDeskDeps {
  readonly factors: ReadonlyMap<FactorName, Factor>
  readonly freezes: Pick<Freezes, 'freeze' | 'thaw'>
  readonly distrust: Distrust
  readonly directory: Pick<Directory, 'find' | 'read' | 'groupSid' | 'memberIds'>
  readonly audit: Audit
  readonly notify: Notify
  /** That a person added herself. */
  readonly mailboxesOf: (account: AccountId) => Promise<readonly string[]>
  readonly clock: Clock
}

export function createFactorDesk(deps: FactorDeskDeps): FactorDesk {
  const { factors, freezes, directory } = deps
  const list = async ({ id }: Account) =>
    (await Promise.all([...factors.values()].map((factor) => factor.enrolled(id)))).flat()

  return {
    find: (name) => directory.find(name),
    list,

    async remove(account, id) {
      const found = (await list(account)).find((one) => one.id === id && one.own !== false)
      const factor = found && factors.get(found.factor)
      return factor !== undefined && (await removeOne(deps, factor, account, id))
    },

    freeze: (account) => freezes.freeze(account, 'help-desk', null),
    thaw: (account) => freezes.thaw(account),

    async removeBoundSince(since, { group, dryRun }) {
      const members = group === undefined ? undefined : await membersOf(deps, group)
      const accounts = new Set<AccountId>()
      const counts: Partial<Record<FactorName, number>> = {}
      for (const factor of factors.values()) {
        for (const { account: id, id: which } of await factor.boundSince(since)) {
          if (members?.has(id) === false) continue
          accounts.add(id)
          counts[factor.name] = (counts[factor.name] ?? 0) + 1
          if (!dryRun) await removeOfMany(deps, factor, id, which)
        }
      }
      return { accounts: accounts.size, factors: counts }
    },
  }
}

async function membersOf({ directory }: FactorDeskDeps, group: string): Promise<ReadonlySet<AccountId>> {
  const sid = await directory.groupSid(group)
  if (sid === undefined) throw new Fault('request.not-found', `the directory knows no group ${group}`)
  return await directory.memberIds(sid)
}

/** Of an account that is gone it is taken away as well; nobody can be told. */
async function removeOfMany(deps: FactorDeskDeps, factor: Factor, id: AccountId, which: string) {
  const account = await deps.directory.read(id)
  if (account === undefined) await factor.remove(id, which)
  else await removeOne(deps, factor, account, which)
}

async function removeOne(
  { distrust, audit, notify, mailboxesOf, clock }: FactorDeskDeps,
  factor: Factor,
  account: Account,
  id: string,
): Promise<boolean> {
  const event = {
    type: 'factor.removed',
    account: { id: account.id, sid: account.sid },
    origin: null,
    facts: { factor: factor.name, id, by: 'help-desk' },
  } as const
  // Before it happens: one that is removed hears of it, too.
  const mailboxes = await mailboxesOf(account.id)
  await audit.append({ ...event, outcome: 'announced' })
  const done = await factor.remove(account.id, id)
  if (done) await distrust(account.id)
  await audit.append({ ...event, outcome: done ? 'ok' : 'refused' })
  if (done) {
    await notify.send({
      kind: 'factor-removed',
      account: account.id,
      to: [...(account.mail === null ? [] : [account.mail]), ...mailboxes],
      name: account.displayName,
      at: clock(),
      address: null,
    })
  }
  return done
}
