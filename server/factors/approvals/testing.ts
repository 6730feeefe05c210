import assert from 'node:assert/strict'
import type { Account } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import type { Notice } from '#notify'
import type { Sid } from '@keyturn/protocols/ad'
import { aDatabase } from '../../storage/testing.ts'
import { createChallengeStore } from '../challenges/store-sql.ts'
import { anAsking } from '../factor-suite.ts'
import type { Asking, EnrolledFactor, Factor } from '../factor.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import type { FactorSettings } from '../settings.ts'
import { anAuditList } from '../testing/audit-list.ts'
import { aQueue } from '../testing/queue.ts'
import { aPerson } from '../testing/world.ts'
import { createTriesStore } from '../tries/store-sql.ts'
import { createDeciding, type Approver } from './deciding.ts'
import { openApprovals, type ApprovalFactorsDeps } from './open.ts'
import { createApprovalStore } from './store-sql.ts'

/** When every `manager` was written. */
export const linkChanged = new Date('2026-11-10T00:00:00Z')
const vouchers = 'S-1-5-21-1-2-3-9999' as Sid

/** People, who manages whom and who may vouch as lists; the database is real, jobs wait for `drain`. */
export async function anOffice(settings: FactorSettings = { managerApproval: {}, colleagueApproval: {} }) {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const people = new Map<AccountId, Account>()
  const managers = new Map<AccountId, AccountId>()
  const members = new Set<AccountId>()
  const { events, audit } = anAuditList()
  const notices: Notice[] = []
  const queue = aQueue()
  const store = createApprovalStore(db.tables())
  const common = {
    store,
    clock: () => now,
    random: systemRandom,
    log: createLog('silent'),
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    directory: directoryOf(people, managers, members),
    audit,
    notify: { send: async (notice: Notice) => void notices.push(notice) },
  }
  const stores = {
    challengeStore: createChallengeStore(db.tables()),
    triesStore: createTriesStore(db.tables()),
  }
  const factors = new Map(
    openApprovals(settings, { ...common, ...stores, jobs: queue.jobs }).map((one) => [one.name, one]),
  )
  const factor = (name: 'manager-approval' | 'colleague-approval') => factors.get(name) ?? assert.fail(name)
  const enrolled = new Map<AccountId, readonly EnrolledFactor[]>()
  const deciding = createDeciding({
    ...common,
    afterHours: 24,
    enrolled: async (id) => enrolled.get(id) ?? [aFactorSince(linkChanged)],
  })
  const add = (name: string, change: Partial<Account> = {}) => {
    const { account } = aPerson(name, change)
    people.set(account.id, account)
    return account
  }
  return {
    db,
    store,
    deciding,
    events,
    notices,
    waiting: queue.waiting,
    drain: () => queue.drain(),
    add,
    people,
    managers,
    members,
    enrolled,
    factor,
    pass: (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000)),
    ask: asker(factor, queue),
    prove: (name: Parameters<typeof factor>[0], asking: Asking) => factor(name).prove(asking, secret('')),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

/** Asks, and lets whoever is to be asked be asked. */
function asker<Name>(factor: (name: Name) => Factor, queue: Pick<ReturnType<typeof aQueue>, 'drain'>) {
  return async (name: Name, asking: Asking, whom?: string) => {
    const challenge = await factor(name).challenge?.(asking, { whom })
    await queue.drain()
    assert.ok(challenge?.kind === 'waiting')
    return challenge
  }
}

/** An app of hers. */
export const aFactorSince = (enrolled: Date, change: Partial<EnrolledFactor> = {}): EnrolledFactor => ({
  id: 'app',
  factor: 'totp',
  name: 'Phone',
  enrolled,
  lastUsed: null,
  ...change,
})

/** Somebody who signed in and proved by her app. */
export const anApprover = (account: Account, change: Partial<Approver> = {}): Approver => ({
  account,
  origin: anAsking(account.id).origin,
  proved: true,
  proofs: ['totp'],
  ...change,
})

function directoryOf(
  people: ReadonlyMap<AccountId, Account>,
  managers: ReadonlyMap<AccountId, AccountId>,
  members: ReadonlySet<AccountId>,
): ApprovalFactorsDeps['directory'] {
  const managerOf = (id: AccountId) => people.get(managers.get(id) ?? ('' as AccountId))
  return {
    async find(name) {
      const account = [...people.values()].find(({ sAMAccountName }) => sAMAccountName === name)
      return account ? { found: true, account } : { found: false, why: 'unknown' }
    },
    read: async (id) => people.get(id),
    existing: async (ids) => new Set(ids.filter((id) => people.has(id))),
    managerOf: async (id) => managerOf(id),
    async *peopleIn() {
      yield [...people.values()].map((account) => {
        const manager = managerOf(account.id)
        return { account, attributes: new Map([['manager', manager ? [manager.dn] : []]]) }
      })
    },
    attributesOf: async (_, names) =>
      new Map(names.map((name) => [name, { values: [], changed: linkChanged }])),
    groupSid: async (name) => (name === 'Vouchers' ? vouchers : undefined),
    groupsOf: async (id) => new Set(members.has(id) ? [vouchers] : []),
  }
}
