import type { Audit, AuditEvent } from '#audit'
import type { Account, Directory, Found } from '#directory'
import { type AccountId, type Clock } from '#kernel'
import type { Notice, Notify } from '#notify'
import type { Seal } from '../sealing/seal.ts'
import { isFree, maxTokens } from './enrolment.ts'
import type { Imports, ImportState, ListedToken } from './imports.ts'
import type { Distrust } from '../freezing/distrust.ts'
import { readSerial, seedPlace } from './serial.ts'
import type { Token, TokenPool } from './store.ts'

/** `unreadable`: its seed was sealed under another key file. `full`: she has as many as one may have. */
export type Assigned = 'done' | 'unknown' | 'not-free' | 'unreadable' | 'full'

/** The pool, for whoever runs it: tokens come in by a list, are handed out, and end. */
export interface TokenDesk {
  find(name: string): Promise<Found>
  import(listed: readonly ListedToken[], from: string, dryRun: boolean): Promise<readonly ImportState[]>
  /** `account`: the name of who has it; her objectGUID when the directory knows her no more. */
  list(): Promise<readonly (Token & { readonly account: string | null })[]>
  /** The person is told. */
  assign(serial: string, account: Account): Promise<Assigned>
  /** For good; whoever has it is told. @returns false: there is none, or it was revoked before. */
  revoke(serial: string): Promise<boolean>
}

export interface TokenDeskDeps {
  readonly pool: TokenPool
  readonly imports: Imports
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly directory: Pick<Directory, 'find' | 'read'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
  readonly distrust: Distrust
}

export function createTokenDesk(deps: TokenDeskDeps): TokenDesk {
  const { pool, imports, directory, audit, clock } = deps
  return {
    find: (name) => directory.find(name),

    async import(listed, from, dryRun) {
      if (dryRun) return await imports.look(listed)
      const event = { type: 'token.imported', account: null, origin: null } as const
      await audit.append({ ...event, outcome: 'announced', facts: { from, listed: listed.length } })
      const states = await imports.add(listed, from)
      const added = states.filter((state) => state === 'new').length
      await audit.append({ ...event, outcome: 'ok', facts: { from, listed: listed.length, added } })
      return states
    },

    async list() {
      const tokens = await pool.all()
      const names = new Map<AccountId, string>()
      for (const { holder } of tokens) {
        if (holder === null || names.has(holder.account)) continue
        const account = await directory.read(holder.account)
        names.set(holder.account, account?.sAMAccountName ?? holder.account)
      }
      return tokens.map((token) => ({
        ...token,
        account: token.holder && (names.get(token.holder.account) ?? null),
      }))
    },

    assign: (serial, account) => assign(deps, serial, account),

    async revoke(written) {
      const token = await pool.find(readSerial(written) ?? '')
      if (token === undefined || token.revoked !== null) return false
      const account = token.holder === null ? undefined : await directory.read(token.holder.account)
      const facts = { factor: 'token', id: token.id, serial: token.serial, by: 'help-desk', why: 'revoked' }
      const change = { type: 'factor.removed', notice: 'factor-removed', facts } as const
      const done = await announced(deps, account, change, () => pool.revoke(token.serial, clock()))
      if (done && account !== undefined) await deps.distrust(account.id)
      return done
    },
  }
}

async function assign(deps: TokenDeskDeps, written: string, account: Account): Promise<Assigned> {
  const { pool, seal, clock } = deps
  const token = await pool.find(readSerial(written) ?? '')
  if (token === undefined) return 'unknown'
  if (!isFree(token)) return 'not-free'
  if ((await pool.of(account.id)).length >= maxTokens) return 'full'
  const seed = seal.open(token.sealedSeed, seedPlace(token.serial, ''))
  if (seed === undefined) return 'unreadable'
  const facts = { factor: 'token', id: token.id, serial: token.serial, by: 'help-desk' }
  const change = { type: 'factor.enrolled', notice: 'factor-enrolled', facts } as const
  const done = await announced(deps, account, change, () => {
    const sealedSeed = seal.seal(seed, seedPlace(token.serial, account.id))
    const holder = { account: account.id, name: token.serial, assigned: clock(), lastUsed: null }
    return pool.assign(token, holder, { sealedSeed })
  })
  return done ? 'done' : 'not-free'
}

interface Change {
  readonly type: AuditEvent['type']
  readonly notice: Notice['kind']
  readonly facts: AuditEvent['facts']
}

/** The log knows before it happens and after; then the person hears of it, if it is about one. */
async function announced(
  { audit, notify, clock }: TokenDeskDeps,
  account: Account | undefined,
  { type, notice, facts }: Change,
  act: () => Promise<boolean>,
): Promise<boolean> {
  const whose = account === undefined ? null : { id: account.id, sid: account.sid }
  const event = { type, account: whose, origin: null, facts }
  await audit.append({ ...event, outcome: 'announced' })
  const done = await act()
  await audit.append({ ...event, outcome: done ? 'ok' : 'refused' })
  if (!done || account === undefined) return done
  await notify.send({
    kind: notice,
    account: account.id,
    to: account.mail === null ? [] : [account.mail],
    name: account.displayName,
    at: clock(),
    address: null,
  })
  return true
}
