import type { CampaignKeys, KeyStep, KeyStepWhy } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Directory, KeyLook, KeysLook } from '#directory'
import { Fault, type Clock, type Log } from '#kernel'
import type { Holds } from '#storage'
import type { Asker } from '../../campaigns.ts'
import { planOf } from '../../life/freezing.ts'
import { found, type MovingDeps } from '../../life/moving.ts'
import type { TargetStore } from '../../run/store.ts'
import type { Kept } from '../../store.ts'
import {
  isSpread,
  nextOfKey,
  readinessOf,
  ticketTimes,
  waitMsOf,
  type KeyEvent,
  type KeyState,
  type TicketTimes,
} from './state.ts'
import type { KeptKey, KeyStore } from './store.ts'

/** Resets the domain's keys twice, each time on every DC before the next, and never a third time. */
export interface KeyTurns {
  /**
   * The next step of each key of this campaign, or why it is not taken now. Each write is announced as
   * `krbtgt.resetting`, sent once to the PDC emulator and read back there.
   *
   * @throws {Fault} `request.not-found`, `directory.unavailable`, `audit.unavailable`
   */
  step(campaign: string, asker: Asker): Promise<KeyStep>
  /** Where each key is, on every DC. Reads only. @throws {Fault} as `step` does. */
  look(campaign: string): Promise<CampaignKeys>
  /** What a server left behind that died is settled by reading, and what has come to every DC is noted. */
  goOn(kept: Kept): Promise<void>
}

export interface KeyTurnsDeps extends Pick<MovingDeps, 'store'> {
  readonly keys: KeyStore
  readonly targets: Pick<TargetStore, 'signOff'>
  readonly directory: Pick<Directory, 'krbtgt'>
  readonly audit: Audit
  readonly clock: Clock
  readonly holds: Holds
  readonly log: Pick<Log, 'warn' | 'info'>
}

/** After this nothing is sent any more; whoever looks when the claim is over looks after the write. */
const sendMs = 30_000
/** Longer than that and an answer: by the database's clock a claim lasts a minute, by this server's own as long as this. */
const holdMs = 65_000
const open: ReadonlySet<Kept['now']['is']> = new Set(['running', 'verifying'])
const isOver = ({ target }: KeptKey) => target === 'exempt' || target === 'verified' || target === 'written'

export function createKeyTurns(deps: KeyTurnsDeps): KeyTurns {
  const { store, keys, directory } = deps
  return {
    async step(name, asker) {
      const kept = await found(store, name)
      if (kept.freeze === null || !open.has(kept.now.is))
        return { done: false, why: 'not-now', state: kept.now.is }
      const ofIt = await keys.keys(kept.freeze)
      if (ofIt.length === 0) return { done: false, why: 'no-key', state: kept.now.is }
      await settleAll(kept.freeze, ofIt, deps)
      const now = await lookNow(kept, deps)
      await noteSpread(kept.freeze, now.look, deps)
      const steps: KeyStepOf[] = []
      for (const key of await keys.keys(kept.freeze)) {
        steps.push(await stepOne(kept, key, { ...now, asker }, deps))
      }
      return { done: true, steps }
    },

    async look(name) {
      const kept = await found(store, name)
      const ofIt = kept.freeze === null ? [] : await keys.keys(kept.freeze)
      if (ofIt.length === 0) return { keys: [], unread: [], readOnly: [], times: null }
      const { look, times } = await lookNow(kept, deps)
      return {
        keys: ofIt.map((key) => answerOf(key, look, times)),
        unread: look.unread.map((one) => ({ ...one })),
        readOnly: [...look.readOnly],
        times: { ...times, waitHours: waitMsOf(times) / 3_600_000 },
      }
    },

    async goOn({ freeze }) {
      if (freeze === null) return
      const ofIt = await keys.keys(freeze)
      await settleAll(freeze, ofIt, deps)
      if (!(await keys.keys(freeze)).some(({ state }) => state.is === 'spreading')) return
      await noteSpread(freeze, await directory.krbtgt.look(), deps)
    },
  }
}

type KeyStepOf = Extract<KeyStep, { done: true }>['steps'][number]

interface Now {
  readonly look: KeysLook
  readonly times: TicketTimes
}

async function lookNow(kept: Kept, { directory: { krbtgt } }: KeyTurnsDeps): Promise<Now> {
  const look = await krbtgt.look()
  return { look, times: ticketTimes(planOf(kept).krbtgt ?? {}, await krbtgt.ticketHours()) }
}

const lookOf = ({ keys }: KeysLook, { account: id }: Pick<KeptKey, 'account'>) =>
  keys.find(({ account }) => account.id === id)

async function stepOne(
  kept: Kept,
  key: KeptKey,
  { look, times, asker }: Now & { readonly asker: Asker },
  deps: KeyTurnsDeps,
): Promise<KeyStepOf> {
  const mine = lookOf(look, key)
  if (isOver(key)) return refused(key, 'done')
  if (mine === undefined) return refused(key, 'gone')
  const timing = { now: deps.clock(), waitMs: waitMsOf(times) }
  const ready = readinessOf(key.state, { ...look, look: mine }, timing)
  if (!ready.ready) {
    const { ready: _, why, ...about } = ready
    return { ...refused(key, why), ...about }
  }
  const { dc, before } = ready
  return write(kept, { key, look: mine, dc, before, asker }, deps)
}

const refused = ({ name: account }: KeptKey, why: KeyStepWhy, subject: string | null = null): KeyStepOf => ({
  account,
  reset: false,
  why,
  subject,
  until: null,
})

interface Write {
  readonly key: KeptKey
  readonly look: KeyLook
  readonly dc: string
  readonly before: number
  readonly asker: Asker
}

/** Claimed first, then announced: of two who press at once one announces. */
async function write(kept: Kept, one: Write, deps: KeyTurnsDeps): Promise<KeyStepOf> {
  const { keys, directory, audit } = deps
  const { key, dc, before } = one
  const freeze = kept.freeze ?? ''
  const writing = nextOfKey(key.state, { type: 'announced', dc, before })
  const hold = await deps.holds.hold(holdMs)
  const until = AbortSignal.any([AbortSignal.timeout(sendMs), hold.lost])
  if (writing === undefined || !(await keys.move(freeze, key, writing, hold))) {
    await hold.release()
    return refused(key, 'under-way')
  }
  const mine = { ...key, state: writing, revision: key.revision + 1 }
  const receipt = await audit.append(eventOf(kept, one, 'announced'))
  const written = await directory.krbtgt.reset(key.account, receipt, { dc, until })
  const version = await versionOn(mine, dc, deps)
  if (version === undefined) {
    await audit.append(eventOf(kept, one, 'unknown'))
    return refused(key, 'under-way', dc)
  }
  // An answer that did not come may still become a write: that is settled when the claim is over.
  if (version <= before && written.was === 'unknown') return refused(key, 'under-way', dc)
  const moved = await move(freeze, mine, { type: 'read', version, at: deps.clock().toISOString() }, deps)
  await hold.release()
  await audit.append(eventOf(kept, one, version > before ? 'ok' : 'refused'))
  if (version > before) return { account: key.name, reset: true, round: roundOf(moved), dc, version }
  if (written.was !== 'refused') return refused(key, 'unsent', dc)
  deps.log.warn({ dc, account: key.name, said: written.said }, 'a key of the domain was not reset')
  return refused(
    key,
    written.lacksRight ? 'right-missing' : 'refused',
    written.lacksRight ? dc : written.said,
  )
}

/** undefined: that DC does not say now. */
async function versionOn({ account }: KeptKey, dc: string, { directory, log }: KeyTurnsDeps) {
  try {
    return (await directory.krbtgt.keyOn(account, dc)).version ?? undefined
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    log.warn({ dc, why: cause.message }, 'what became of a key is not known until this DC answers')
    return undefined
  }
}

/** By the version on the DC that was written to, and on no other, which may not have heard of it. */
async function settleAll(freeze: string, all: readonly KeptKey[], deps: KeyTurnsDeps): Promise<void> {
  for (const key of all) {
    if (key.state.is !== 'writing' || !(await deps.keys.isLost(freeze, key.account))) continue
    const version = await versionOn(key, key.state.dc, deps)
    if (version !== undefined)
      await move(freeze, key, { type: 'read', version, at: deps.clock().toISOString() }, deps)
  }
}

async function noteSpread(freeze: string, look: KeysLook, deps: KeyTurnsDeps): Promise<void> {
  for (const key of await deps.keys.keys(freeze)) {
    const mine = lookOf(look, key)
    if (mine === undefined || !isSpread(key.state, mine, look.unread)) continue
    const at = deps.clock()
    const moved = await move(freeze, key, { type: 'spread', at: at.toISOString() }, deps)
    if (moved?.is === 'done')
      await deps.targets.signOff({ freeze, of: { account: key.account } }, 'keyturn', at)
  }
}

/** @returns where it is now, whoever moved it. */
async function move(
  freeze: string,
  key: KeptKey,
  event: KeyEvent,
  { keys }: KeyTurnsDeps,
): Promise<KeyState | undefined> {
  const state = nextOfKey(key.state, event)
  if (state !== undefined && (await keys.move(freeze, key, state))) return state
  return (await keys.keys(freeze)).find(({ account }) => account === key.account)?.state
}

const roundOf = (state: KeyState | undefined) =>
  state?.is === 'done' || (state?.is === 'spreading' && state.first !== null) ? 2 : 1

function eventOf(
  { name, digest }: Kept,
  { key, look, dc, before, asker }: Write,
  outcome: AuditEvent['outcome'],
): AuditEvent {
  const round = key.state.is === 'resting' ? 2 : 1
  return {
    type: outcome === 'announced' ? 'krbtgt.resetting' : 'krbtgt.reset',
    account: { id: key.account, sid: look.account.sid },
    origin: asker.origin,
    outcome,
    facts: { campaign: name, digest, name: key.name, round, dc, before, by: asker.by },
  }
}

function answerOf(key: KeptKey, look: KeysLook, times: TicketTimes): CampaignKeys['keys'][number] {
  const on = lookOf(look, key)?.on ?? []
  const { state } = key
  const first = state.is === 'unchanged' ? null : state.first
  const may = state.is === 'resting' ? Date.parse(state.first.spread) + waitMsOf(times) : undefined
  return {
    account: key.name,
    stage: isOver(key) ? 'done' : state.is,
    round: first === null ? 1 : 2,
    on: on.map(({ dc, version, changed }) => ({ dc, version, changed: changed?.toISOString() ?? null })),
    secondFrom: may === undefined ? null : new Date(may).toISOString(),
  }
}
