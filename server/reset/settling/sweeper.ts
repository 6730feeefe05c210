import type { DeviceOrders, Held } from '#devices'
import type { Directory, PasswordState } from '#directory'
import { Fault, type Clock, type Log } from '#kernel'
import type { Jobs } from '#storage'
import { masked } from '../steps/addresses.ts'
import { handsOffSeconds } from './due.ts'
import { secondsSince } from './instant.ts'
import { lookAfterSeconds, settleQueue, sweepQueue, type Look } from './looks.ts'
import type { Setting } from '../state.ts'
import type { Steps } from '../steps/steps.ts'
import type { Reset, ResetStore } from '../store.ts'
import { certainAfterSeconds, isLater, verdictOn } from './write.ts'

export interface SweeperDeps {
  readonly steps: Steps
  readonly ending: (reset: Reset) => Promise<Reset>
  readonly store: Pick<ResetStore, 'due' | 'find' | 'forget'>
  readonly directory: Pick<Directory, 'read' | 'passwordState'>
  readonly devices: Pick<DeviceOrders, 'discard'>
  readonly jobs: Pick<Jobs, 'send'>
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

/**
 * What time does to resets, and what a crash left. A server that is killed leaves a row in one of these places:
 *
 *     killed after                     the row says               what the sweeper reads and does
 *     ------------------------------------------------------------------------------------------------------------
 *     claim, seal or announcement      setting, not announced     nothing was sent → choosing
 *     fence, before the write          setting                    pwdLastSet as before for 60 s → choosing
 *     first of two writes              setting                    pwdLastSet 0 for 60 s → choosing, interrupted
 *     note of the first write          setting, half              the same
 *     (second) write, before answer    setting                    pwdLastSet later → done
 *     answer or entry, before the row  setting                    the same: `reset.settled` beside `reset.done`
 *     row done                         done, owed                 sign out, release, notices (again, rather than never)
 *     row refused or late              refused, owed              the device is told, notices
 */
export interface Sweeper {
  /** Everything that is due now. Run each minute; it may run on several servers at once. */
  sweep(): Promise<void>
  /** One look at a write without an answer; orders the next one. */
  look(look: Look): Promise<void>
}

const pageSize = 100
const atOnce = 8
/** A DC that was away for so long is taken for lost: longer than replication takes where people work at the same time. */
const replicatedAfterSeconds = 30 * 60

export function createSweeper(deps: SweeperDeps): Sweeper {
  const { store, jobs, clock, log } = deps

  async function visit(reset: Reset): Promise<Reset> {
    switch (reset.now.state) {
      case 'proving':
      case 'choosing':
      case 'told':
        return deps.ending((await deps.steps.move(reset, { type: 'looked' })).reset)
      case 'setting':
        return deps.ending(await settle(deps, reset, reset.now))
      case 'done':
      case 'refused':
        if (reset.now.owed.length === 0) await store.forget(reset.id)
        return deps.ending(reset)
    }
  }

  /** One that fails, because its DC is away for example, must not keep the others waiting. */
  async function visitSafely(reset: Reset): Promise<void> {
    try {
      await visit(reset)
    } catch (cause) {
      log.warn({ err: cause, reset: reset.id }, 'the sweeper comes back to this reset')
    }
  }

  return {
    async sweep() {
      let past = ''
      for (let page = pageSize; page === pageSize;) {
        const due = await store.due(clock(), past, pageSize)
        for (let i = 0; i < due.length; i += atOnce) {
          await Promise.all(due.slice(i, i + atOnce).map(visitSafely))
        }
        page = due.length
        past = due.at(-1)?.id ?? past
      }
    },
    async look({ reset: id, look }) {
      const reset = await store.find(id)
      if (reset?.now.state !== 'setting') return
      await visitSafely(reset)
      const afterSeconds = lookAfterSeconds[look + 1]
      if (afterSeconds !== undefined)
        await jobs.send(settleQueue, { reset: id, look: look + 1 }, { afterSeconds })
    },
  }
}

/** Puts the sweeper to work. Before `jobs.start`. */
export function handleSweeps(sweeper: Sweeper, jobs: Pick<Jobs, 'handle' | 'every'>): void {
  jobs.handle(sweepQueue, () => sweeper.sweep(), { parallel: 1, retries: 0 })
  jobs.handle<Look>(settleQueue, (look) => sweeper.look(look))
  jobs.every('* * * * *', sweepQueue)
}

/**
 * After `jobs.start`: whom a killed server left in the middle should not wait for the next minute. Once more when
 * nothing that it left is spared as the work of a living one.
 */
export async function sweepAtStart(jobs: Pick<Jobs, 'send'>): Promise<void> {
  await jobs.send(sweepQueue, {})
  await jobs.send(sweepQueue, {}, { afterSeconds: handsOffSeconds + 1 })
}

async function settle(deps: SweeperDeps, reset: Reset, now: Setting): Promise<Reset> {
  if (now.write.announced === null) return giveBack(deps, reset, now, 'not-sent')
  const read = await truth(deps, reset, now)
  if (now.purpose === 'unlock') {
    return read.locked ? giveBack(deps, reset, now, 'unchanged') : finish(deps, reset, now, read)
  }
  const pwdLastSet = read.pwdLastSet?.toISOString() ?? null
  const { reset: seen } = await deps.steps.move(reset, { type: 'read', of: now.write.id, pwdLastSet })
  if (seen.now.state !== 'setting') return seen
  const verdict = verdictOn(seen.now.write, deps.clock())
  switch (verdict) {
    case 'open':
      if (seen.now.write.seen?.since !== now.write.seen?.since) await lookWhenCertain(deps, seen)
      return seen
    case 'changed':
      return finish(deps, seen, seen.now, read)
    case 'unchanged':
    case 'interrupted':
      return giveBack(deps, seen, seen.now, verdict)
  }
}

/** Of two sweeps a minute apart the second comes a moment too soon to be certain, and the third another minute later. */
async function lookWhenCertain({ jobs }: SweeperDeps, { id }: Reset): Promise<void> {
  const last = { reset: id, look: lookAfterSeconds.length - 1 }
  await jobs.send(settleQueue, last, { afterSeconds: certainAfterSeconds + 1 })
}

/**
 * Reads the DC that was written to. If it is away, another one is believed when it shows the change; that it shows
 * none may only mean that the change has not come to it, until the DC has been away for longer than that takes.
 */
async function truth(
  { directory, clock }: SweeperDeps,
  reset: Reset,
  { write }: Setting,
): Promise<PasswordState> {
  const who = reset.account
  if (who === null) throw new Fault('internal', `reset ${reset.id} of nobody is setting`)
  try {
    return await directory.passwordState(who.id, write.dc)
  } catch (cause) {
    const other = await directory.passwordState(who.id)
    const showsIt = isLater(other.pwdLastSet?.toISOString() ?? null, write.before)
    if (showsIt || secondsSince(write.begun, clock()) > replicatedAfterSeconds) return other
    throw cause
  }
}

async function finish(
  { steps, directory }: SweeperDeps,
  reset: Reset,
  { purpose, write }: Setting,
  { dc, pwdLastSet, locked }: PasswordState,
): Promise<Reset> {
  const account = reset.account && (await directory.read(reset.account.id))
  const facts = { found: 'changed', dc }
  await steps.note(reset, { type: 'reset.settled', outcome: 'ok', origin: null, facts })
  const written =
    purpose === 'reset' && pwdLastSet !== null ? { dc, pwdLastSet: pwdLastSet.toISOString() } : null
  const notified = account ? masked(account) : []
  return (await steps.move(reset, { type: 'changed', of: write.id, written, locked, notified })).reset
}

async function giveBack(
  { steps, devices }: SweeperDeps,
  reset: Reset,
  { write }: Setting,
  found: 'not-sent' | 'unchanged' | 'interrupted',
): Promise<Reset> {
  if (write.held !== null) await devices.discard(write.held as Held)
  const type = found === 'interrupted' ? 'reset.interrupted' : 'reset.settled'
  await steps.note(reset, { type, outcome: 'refused', origin: null, facts: { found, dc: write.dc } })
  const interrupted = found === 'interrupted'
  return (await steps.move(reset, { type: 'rejected', of: write.id, problems: [], interrupted })).reset
}
