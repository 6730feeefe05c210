import type { Account, Attribute } from '#directory'
import type { Sid } from '@keyturn/protocols/ad'
import { createLog, systemRandom, type AccountId } from '#kernel'
import { aDatabase } from '../../storage/testing.ts'
import { createChallengeStore } from '../challenges/store-sql.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import { anAuditList } from '../testing/audit-list.ts'
import { aQueue } from '../testing/queue.ts'
import { createFloodGate } from '../tries/floods.ts'
import { codesPerTarget } from '../tries/limits.ts'
import { createTriesStore } from '../tries/store-sql.ts'
import type { Channel } from './channel.ts'
import type { SentCodesDeps } from './sent-codes.ts'
import { createTargetStore } from './store-sql.ts'

type Values = Readonly<Record<string, Partial<Attribute>>>

/** What a factor of codes stands on: a real database, a directory that is a list, jobs that wait for `drain`. */
export async function aCodeOffice(factor: Channel['factor']) {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const people = new Map<AccountId, Values>()
  const { events, audit } = anAuditList()
  const lines: string[] = []
  const queue = aQueue()
  const parts = {
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    clock: () => now,
    random: systemRandom,
    log: createLog('debug', { write: (line) => void lines.push(line) }),
  }
  const deps: SentCodesDeps = {
    ...parts,
    store: createTargetStore(db.tables(), factor),
    challengeStore: createChallengeStore(db.tables()),
    gate: createFloodGate({ ...parts, store: createTriesStore(db.tables()) }, factor, codesPerTarget),
    directory: directoryOf(people),
    jobs: queue.jobs,
    audit,
  }
  return {
    deps,
    db,
    events,
    lines,
    queue: queue.waiting,
    /** Gives an account to the directory. */
    add: (account: AccountId, values: Values = {}) => void people.set(account, values),
    pass: (minutes: number) => (now = new Date(now.getTime() + minutes * 60_000)),
    drain: () => queue.drain(),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

const longAgo = new Date('2020-01-01T00:00:00Z')

function directoryOf(people: ReadonlyMap<AccountId, Values>): SentCodesDeps['directory'] {
  const account = (id: AccountId) => ({ id, sid: 'S-1-5-21-1-2-3-4' as Sid, displayName: 'Alice' }) as Account
  return {
    read: async (id) => (people.has(id) ? account(id) : undefined),
    async attributesOf(id, names) {
      const values = people.get(id) ?? {}
      return new Map(names.map((name) => [name, { values: [], changed: longAgo, ...values[name] }]))
    },
    async *peopleIn() {
      yield [...people].map(([id, values]) => ({
        account: account(id),
        attributes: new Map(Object.entries(values).map(([name, one]) => [name, one.values ?? []])),
      }))
    },
  }
}
