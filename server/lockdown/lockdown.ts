import type {
  Challenge,
  FactorName,
  LockdownSetting,
  LockdownStatus,
  OwnLockdown,
  SelfService,
} from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import { reprove, type Operator, type ReprovingDeps } from '#campaigns'
import type { Directory } from '#directory'
import { Fault, type AccountId, type Clock, type Secret } from '#kernel'
import type { Operators } from './operators.ts'
import { aged, effective, next, withdraw, type Lockdown, type Move } from './state.ts'
import type { LockdownStore } from './store.ts'

export interface Wished {
  readonly setting: LockdownSetting
  readonly factor: FactorName
  readonly answer: Secret
}

export type WishEnd =
  | {
      readonly end: Move['end'] | 'no-passes' | 'factor-distrusted'
      readonly mode: SelfService
    }
  | { readonly end: 'one-more-answer'; readonly mode: SelfService; readonly challenge: Challenge }

/** Closing self-service and opening it again. Two different operators say the same, each by a proof of that moment. */
export interface Lockdowns {
  /** @throws {Fault} `request.not-found` for whoever is no operator: as if there were nothing. */
  own(who: Operator): Promise<OwnLockdown>
  /**
   * What one operator wants. Closing holds at once for a while; everything else waits for the second one. Whatever has been
   * begun with what counts no more is ended.
   *
   * @throws {Fault} `request.not-found`; `factor.frozen`, `factor.locked`, `factor.refused`; `session.unproved`: it is not
   *   enough for changing her factors either, or is another one's word.
   */
  wish(who: Operator, wished: Wished): Promise<WishEnd>
  /** She wants it no more; what she closed alone stays closed for its while. @throws {Fault} `request.not-found` */
  withdraw(who: Operator): Promise<{ readonly withdrawn: boolean; readonly mode: SelfService }>
  status(): Promise<LockdownStatus>
}

export interface LockdownsDeps extends ReprovingDeps {
  readonly store: LockdownStore
  readonly operators: Operators
  readonly holdMinutes: number
  readonly directory: Pick<Directory, 'read'>
  /** Access passes are switched on. */
  readonly hasPasses: boolean
  /** Would what she has of this factor count, if nothing did that was bound since then? */
  readonly countsUnder: (account: AccountId, factor: FactorName, since: Date) => Promise<boolean>
  /** Ends what was begun with what counts no more: resets, and sessions but for this one. */
  readonly endAll: (exceptSession: string) => Promise<void>
  readonly audit: Audit
  readonly clock: Clock
}

/** Operators who press at once are few. */
const mostTries = 5

export function createLockdowns(deps: LockdownsDeps): Lockdowns {
  const { store, operators, clock } = deps
  return {
    async own(who) {
      await requireOperator(deps, who)
      const { now } = await store.read()
      const standing = await standingOf(now, deps)
      const wishes = aged(now, clock()).wishes.map(({ by }) => by === who.account.id)
      return {
        ...standing,
        wishes: standing.wishes.map((one, i) => ({ ...one, mine: wishes[i] === true })),
        passes: deps.hasPasses,
      }
    },

    async wish(who, wished) {
      await requireOperator(deps, who)
      const before = await moveBy(deps, who, wished.setting)
      if (isRefusal(before.move)) return { end: before.move.end, mode: before.mode }
      const refusal = await refusalOf(deps, who, wished)
      if (refusal !== undefined) return { end: refusal, mode: before.mode }
      const more = await reprove(deps, who, wished)
      if (more !== undefined) return { end: 'one-more-answer', mode: before.mode, challenge: more }
      return say(deps, who, wished)
    },

    async withdraw(who) {
      await requireOperator(deps, who)
      for (let i = 0; i < mostTries; i++) {
        const { now, revision } = await store.read()
        const without = withdraw(now, who.account.id, clock())
        const { mode } = effective(now, clock())
        if (without === undefined) return { withdrawn: false, mode }
        await note(deps, who, { type: 'lockdown.withdrawn', outcome: 'announced', facts: {} })
        const moved = await store.move(revision, without)
        const outcome = moved ? 'ok' : 'refused'
        await note(deps, who, { type: 'lockdown.withdrawn', outcome, facts: {} })
        if (moved) return { withdrawn: true, mode }
      }
      throw new Fault('request.busy', 'the lockdown is moved by too many at once')
    },

    async status() {
      const { now } = await store.read()
      return { ...(await standingOf(now, deps)), operators: [...operators.written] }
    },
  }
}

async function requireOperator({ operators }: LockdownsDeps, { account }: Operator): Promise<void> {
  if (await operators.has(account)) return
  throw new Fault('request.not-found', `${account.id} is no operator of the lockdown`)
}

/** A mode that nobody could come through, and a proof that would not count for taking it back. */
async function refusalOf(
  { hasPasses, countsUnder }: LockdownsDeps,
  { account }: Operator,
  { setting, factor }: Wished,
): Promise<'no-passes' | 'factor-distrusted' | undefined> {
  if (setting.mode === 'passes-only' && !hasPasses) return 'no-passes'
  if (setting.distrustSince === null) return undefined
  const isGood = await countsUnder(account.id, factor, new Date(setting.distrustSince))
  return isGood ? undefined : 'factor-distrusted'
}

async function moveBy(
  { store, clock, holdMinutes }: LockdownsDeps,
  { account }: Operator,
  setting: LockdownSetting,
) {
  const { now, revision } = await store.read()
  const at = clock()
  return {
    revision,
    mode: effective(now, at).mode,
    move: next(now, { setting, by: account.id, at, holdMinutes }),
  }
}

const isRefusal = (move: Move): move is Exclude<Move, { readonly now: Lockdown }> => !('now' in move)

async function say(deps: LockdownsDeps, who: Operator, { setting, factor }: Wished): Promise<WishEnd> {
  const { store, clock, endAll } = deps
  for (let i = 0; i < mostTries; i++) {
    const { move, revision, mode } = await moveBy(deps, who, setting)
    if (isRefusal(move)) return { end: move.end, mode }
    const { mode: wanted, distrustSince } = setting
    const facts = { wanted, distrustSince, factor, end: move.end }
    await note(deps, who, { type: 'lockdown.wished', outcome: 'announced', facts })
    const moved = await store.move(revision, move.now)
    if (moved && move.end !== 'asked' && !isOpenToAll(setting)) await endAll(who.attempt)
    await note(deps, who, { type: 'lockdown.wished', outcome: moved ? 'ok' : 'refused', facts })
    if (moved) return { end: move.end, mode: effective(move.now, clock()).mode }
  }
  throw new Fault('request.busy', 'the lockdown is moved by too many at once')
}

const isOpenToAll = ({ mode, distrustSince }: LockdownSetting) => mode === 'open' && distrustSince === null

async function standingOf(now: Lockdown, { directory, clock }: LockdownsDeps) {
  const at = clock()
  const { mode, heldUntil } = effective(now, at)
  const wishes = await Promise.all(
    aged(now, at).wishes.map(async ({ by, ...wish }) => ({
      ...wish,
      by: (await directory.read(by))?.sAMAccountName ?? by,
    })),
  )
  return { mode, heldUntil, setting: now.setting, since: now.since, wishes }
}

function note(
  { audit }: LockdownsDeps,
  { account, origin }: Operator,
  event: Pick<AuditEvent, 'type' | 'outcome' | 'facts'>,
) {
  return audit.append({ ...event, account: { id: account.id, sid: account.sid }, origin })
}
