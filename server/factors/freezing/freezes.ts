import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import { gathered, type AccountId, type Clock, type Origin, type Random, type Secret } from '#kernel'
import { codeBytes, formatCode, normalizeCode } from '../recovery-codes/code.ts'
import { inGroups } from '../symbols.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Distrust } from './distrust.ts'
import type { FreezeStore } from './store.ts'

/** Who says that it was not her. `help-desk`: at the server's local socket. */
export type FrozenBy = 'notice' | 'person' | 'help-desk'

/**
 * "It was not me": all factors of an account count for nothing, nobody can add one, and whoever is signed in or
 * proved something is out, until the help desk has made sure who is who.
 */
export interface Freezes {
  /** A code for one notice, good for thirty days: whoever got the notice may freeze the account, and do nothing else. */
  alarmFor(account: AccountId): Promise<string>
  /** @returns false for a code that is none, or late; it does not matter how often a right one is used. */
  raise(code: Secret, origin: Origin): Promise<boolean>
  freeze(account: Pick<Account, 'id' | 'sid'>, by: FrozenBy, origin: Origin | null): Promise<void>
  /** By the help desk only. @returns false if it was not frozen. */
  thaw(account: Pick<Account, 'id' | 'sid'>): Promise<boolean>
  /** With the same work for nobody. */
  isFrozen(account: AccountId | null): Promise<boolean>
  frozenAmong(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  prune(): Promise<void>
}

export interface FreezesDeps {
  readonly store: FreezeStore
  readonly seal: Pick<Seal, 'tag'>
  readonly directory: Pick<Directory, 'read'>
  readonly distrust: Distrust
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
}

const alarmMs = 30 * 24 * 60 * 60_000
const nobody = '00000000-0000-0000-0000-000000000000' as AccountId

export function createFreezes(deps: FreezesDeps): Freezes {
  const { store, seal, audit, clock } = deps
  const frozen = gathered(
    async (accounts: readonly AccountId[]) =>
      new Map([...(await store.among(accounts))].map((one) => [one, true] as const)),
  )

  async function freeze({ id, sid }: Pick<Account, 'id' | 'sid'>, by: FrozenBy, origin: Origin | null) {
    const isNew = await store.freeze(id, clock())
    await deps.distrust(id)
    if (!isNew) return
    await audit.append({ type: 'factor.frozen', account: { id, sid }, origin, outcome: 'ok', facts: { by } })
  }

  return {
    freeze,

    async alarmFor(account) {
      const code = formatCode(deps.random(codeBytes))
      await store.putAlarm(seal.tag('alarm', code), account, new Date(clock().getTime() + alarmMs))
      return code
    },

    async raise(code, origin) {
      const typed = normalizeCode(code.reveal())
      const id = typed && (await store.alarm(seal.tag('alarm', inGroups(typed)), clock()))
      const account = id && (await deps.directory.read(id))
      if (!account) return false
      await freeze(account, 'notice', origin)
      return true
    },

    async thaw({ id, sid }) {
      const event = { type: 'factor.thawed', account: { id, sid }, origin: null, facts: {} } as const
      await audit.append({ ...event, outcome: 'announced' })
      const done = await store.thaw(id)
      await audit.append({ ...event, outcome: done ? 'ok' : 'refused' })
      return done
    },

    isFrozen: async (account) => (await frozen(account ?? nobody)) === true,
    frozenAmong: (accounts) => store.among(accounts),
    prune: () => store.prune(clock()),
  }
}
