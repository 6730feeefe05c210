import { randomUUID } from 'node:crypto'
import type { PasswordProblem, ResetView } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { AuditEvent, Receipt } from '#audit'
import type { Hers } from '#devices'
import type { Account, EffectivePolicy, LogonLimits, SetPassword } from '#directory'
import { Fault, secret, systemRandom, type AccountId, type Secret } from '#kernel'
import type { Notice } from '#notify'
import type { Need } from '#policy'
import type { Storage } from '#storage'
import { aDatabase } from '../storage/testing.ts'
import type { Look } from './settling/looks.ts'
import { resetMigrations } from './migrations/index.ts'
import { aDevice } from './testing/device.ts'
import { createResets, type ResetDeps, type Resets } from './resets.ts'
import { createResetStore, type ResetTables } from './store-sql.ts'

/** A person of the little world below: her directory entry and the code that proves her. */
export interface Person {
  account: Account
  code: string
  /** What the directory has; 'random' after the first of two writes. */
  password: string
}

/**
 * A world in memory around the real store: a directory with one DC, devices, a mail queue. `at` is called with the
 * name of each thing that is done beyond the row; a test makes it throw (that part failed) or never return (the
 * server was killed there).
 */
export function aWorld(db: Storage) {
  const world = {
    now: new Date('2026-11-21T10:00:00Z'),
    people: [] as Person[],
    events: [] as AuditEvent[],
    order: [] as string[],
    notices: [] as Notice[],
    looks: [] as Look[],
    released: [] as string[],
    /** Which reset has claimed which launch. */
    claims: new Map<string, string>(),
    /** Whose sessions in the portal were ended. */
    signedOut: [] as string[],
    need: { factors: ['totp'], different: 1 } as Need,
    /** For anything but a reset. */
    lesser: undefined as Need | undefined,
    weak: [] as readonly PasswordProblem[],
    answer: undefined as SetPassword | undefined,
    /** Of whom AD says more than usual. */
    limits: { hours: null, computers: [], smartCardRequired: false } as Omit<LogonLimits, 'account'>,
    hers: { here: null, logons: [] } as Hers,
    way: 'policy-hints' as 'policy-hints' | 'two-step',
    history: [] as string[],
    proofs: 0,
    /** Said that it was not her. */
    frozen: new Set<AccountId>(),
    at: async (_what: string): Promise<void> => {},
    pass(seconds: number) {
      world.now = new Date(world.now.getTime() + seconds * 1000)
    },
    /** A new server on the same database. */
    server: (overrides: Partial<ResetDeps> = {}): Resets =>
      createResets({ ...depsOf(world, db), ...overrides }),
    types: () => world.events.map(({ type }) => type),
  }
  return world
}

export type World = ReturnType<typeof aWorld>

export const from = { address: '192.0.2.7', device: null }

export function aPerson(world: World, name: string): Person {
  const id = randomUUID() as AccountId
  const rid = 1100 + world.people.length
  const account: Account = {
    id,
    sid: `S-1-5-21-1-2-3-${rid}` as Sid,
    dn: `CN=${name},DC=corp,DC=example`,
    sAMAccountName: name,
    domain: 'CORP',
    userPrincipalName: `${name}@corp.example`,
    displayName: name,
    mail: `${name}@corp.example`,
    disabled: false,
    expired: false,
    locked: false,
    mustChange: false,
    isProtected: false,
    pwdLastSet: new Date('2026-05-01T08:00:00Z'),
  }
  const person = { account, code: '123456', password: 'forgotten' }
  world.people.push(person)
  return person
}

/** A world with alice in it, on a database of its own. */
export async function aScene() {
  const db = await aDatabase([resetMigrations])
  const world = aWorld(db)
  const alice = aPerson(world, 'alice')
  return { world, alice, resets: world.server(), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
}

export const launch = 'AAAAAAAAAAAAAAAAAAAAAA'
export const wrong = { factor: 'totp', answer: secret('000000'), origin: from, languages: [] } as const
export const right = { ...wrong, answer: secret('123456') }

/** That part fails, once reached. */
export function failing(where: string, fault: Fault) {
  return async (what: string) => {
    if (what === where) throw fault
  }
}

/** The server is killed there: nothing that it was doing goes on. */
export function killed(where: string) {
  return async (what: string) => {
    if (what === where) await new Promise<never>(() => {})
  }
}

/** Starts a reset for `name` and proves it. */
export async function proved(resets: Resets, name: string, launch?: string): Promise<string> {
  const { id } = await started(resets, name, launch)
  const view = await resets.prove(id, right)
  if (view.state !== 'choosing') throw new Error(`not proved: ${view.state}`)
  return id
}

export function started(resets: Resets, identifier: string, launch?: string) {
  return resets.start({ purpose: 'reset', identifier, launch, origin: from, language: 'en' })
}

export async function choose(resets: Resets, id: string, password: string): Promise<ResetView> {
  const view = await resets.choose(id, { password: secret(password), origin: from })
  await resets.rest()
  return view
}

function depsOf(world: World, db: Storage): ResetDeps {
  return {
    store: createResetStore(db.tables<ResetTables>()),
    audit: {
      append: async (event) => {
        await world.at(event.type)
        world.events.push(event)
        world.order.push(event.type)
        const index = world.events.length - 1
        return { index, type: event.type, account: event.account?.id ?? null } as Receipt
      },
    },
    directory: { ...aDirectory(world), logonLimits: limitsOf(world) },
    prover: {
      challenge: async () => ({ begun: true, challenge: { kind: 'type' } }),
      ready: async () => false,
      isFrozen: async (account) => world.frozen.has(account),
      prove: async ({ account, answer }) => {
        await world.at('prove')
        world.proofs++
        const person = world.people.find((one) => one.account.id === account)
        if (person !== undefined && person.code === answer.reveal()) return { proved: true }
        return { proved: false, why: 'wrong', because: 'wrong', retryAfterSeconds: 0 }
      },
    },
    policy: {
      shown: () => ['totp', 'recovery-code'],
      needFor: async (account, purpose) => {
        if (account.dn === '' || (purpose !== 'why' && (account.isProtected || account.disabled)))
          return undefined
        return purpose === 'reset' ? world.need : (world.lesser ?? world.need)
      },
    },
    passwords: { reads: [], check: async () => world.weak, policyFor: async () => effective },
    devices: aDevice(world),
    logonsOf: async () => world.hers,
    sessions: {
      endOf: async (kind, subject, exceptId) => {
        await world.at('sign out')
        world.signedOut.push([kind, subject, exceptId].join(' ').trim())
      },
    },
    notify: {
      send: async (notice) => {
        await world.at('notice')
        world.notices.push(notice)
      },
    },
    jobs: { send: async (_queue, look) => void world.looks.push(look as unknown as Look) },
    clock: () => world.now,
    random: systemRandom,
    nameKey: new Uint8Array(32),
    answerStepMs: 0,
    log: { error: () => {}, warn: () => {} },
  }
}

function limitsOf(world: World): ResetDeps['directory']['logonLimits'] {
  return async (id) => {
    const account = world.people.find((one) => one.account.id === id)?.account
    return account && { account, ...world.limits }
  }
}

function aDirectory(world: World): Omit<ResetDeps['directory'], 'logonLimits'> {
  const of = (id: AccountId) => {
    const person = world.people.find(({ account }) => account.id === id)
    if (person === undefined) throw new Fault('directory.refused', 'no such account')
    return person
  }
  const take = (person: Person, password: string, pwdLastSet: Date | null) => {
    person.password = password
    person.account = { ...person.account, pwdLastSet }
  }
  return {
    find: async (name) => {
      const found = world.people.filter(({ account }) => account.sAMAccountName === name)
      const [one] = found
      if (one !== undefined && found.length === 1) return { found: true, account: one.account }
      return { found: false, why: one === undefined ? 'unknown' : 'ambiguous' }
    },
    read: async (id) => world.people.find(({ account }) => account.id === id)?.account,
    passwordState: async (id, dc) => {
      await world.at(dc === undefined ? 'read of another DC' : 'read of the DC')
      const { pwdLastSet, locked } = of(id).account
      return { dc: 'dc1', pwdLastSet, locked }
    },
    prepare: async (id) => {
      const account = world.people.find((one) => one.account.id === id)?.account
      if (account === undefined) return undefined
      await world.at('read of another DC')
      const { pwdLastSet, locked } = account
      return { account, policy: effective, state: { dc: 'dc1', pwdLastSet, locked }, attributes: new Map() }
    },
    setPassword: async (whose, password: Secret, announced, onHalf) => {
      const { id } = typeof whose === 'string' ? { id: whose } : whose.account
      if (announced.account !== id) throw new Error('a receipt for another account')
      await world.at('before the write')
      world.order.push('directory')
      const person = of(id)
      if (world.answer !== undefined) return world.answer
      if (world.way === 'two-step') {
        take(person, 'random', null)
        await world.at('after the first write')
        await onHalf?.('dc1')
        await world.at('before the second write')
      }
      if (world.history.includes(password.reveal())) {
        return { outcome: 'refused', problems: ['in-history'], interrupted: world.way === 'two-step' }
      }
      take(person, password.reveal(), world.now)
      await world.at('after the write')
      return { outcome: 'changed', written: { dc: 'dc1', pwdLastSet: world.now, way: world.way } }
    },
    unlock: async (id, announced) => {
      if (announced.type !== 'unlock.setting') throw new Error('not announced')
      await world.at('before the unlock')
      const person = of(id)
      person.account = { ...person.account, locked: false }
      await world.at('after the unlock')
      return { dc: 'dc1' }
    },
  }
}

const effective: EffectivePolicy = {
  source: 'domain',
  minLength: 7,
  complexity: true,
  history: 24,
  minAgeDays: 1,
  maxAgeDays: 42,
  forbiddenWords: [],
  lockoutThreshold: 5,
}
