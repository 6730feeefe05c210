import type { Receipt } from '#audit'
import type { DeviceOrders, Held } from '#devices'
import type { Directory, Prepared, SetPassword } from '#directory'
import { Fault, type Log, type Origin, type Secret } from '#kernel'
import type { Jobs } from '#storage'
import { lookAfterSeconds, settleQueue } from '../settling/looks.ts'
import { masked } from './addresses.ts'
import type { Steps } from './steps.ts'
import type { Reset } from '../store.ts'
import type { Write } from '../settling/write.ts'

export interface SendingDeps {
  readonly steps: Steps
  readonly directory: Pick<Directory, 'setPassword'>
  readonly devices: Pick<DeviceOrders, 'discard'>
  readonly jobs: Pick<Jobs, 'send'>
  readonly log: Pick<Log, 'error'>
}

/** A claimed, announced and fenced write: the only kind that is ever sent. */
export interface Sent {
  readonly reset: Reset
  readonly prepared: Prepared
  readonly write: Write
  readonly origin: Origin
  readonly password: Secret
  readonly announced: Receipt
  readonly held: Held | undefined
}

type Outcome = SetPassword | { readonly outcome: 'not-allowed' | 'not-sent'; readonly cause: unknown }

/** @throws {Fault} `directory.unavailable`: nothing was sent, and she may choose again. */
export async function send(deps: SendingDeps, sent: Sent): Promise<Reset> {
  let row = sent.reset
  const outcome = await write(deps, sent, async (dc) => {
    row = (await deps.steps.move(row, { type: 'half', of: sent.write.id, dc })).reset
  })
  const mayHaveIt = outcome.outcome === 'changed' || outcome.outcome === 'unknown'
  if (sent.held !== undefined && !mayHaveIt) await deps.devices.discard(sent.held)
  const reset = await conclude(deps, { ...sent, reset: row }, outcome)
  if (outcome.outcome === 'not-sent') throw outcome.cause
  return reset
}

/** What is thrown without certainty that nothing was sent counts as `unknown`. */
async function write(
  { directory, log }: SendingDeps,
  sent: Sent,
  noteHalf: (dc: string) => Promise<void>,
): Promise<Outcome> {
  const {
    reset,
    prepared,
    write: { dc: expected },
    password,
    announced,
  } = sent
  let isHalf = false
  try {
    return await directory.setPassword(prepared, password, announced, async (dc) => {
      isHalf = true
      await noteHalf(dc)
    })
  } catch (cause) {
    const code = cause instanceof Fault && !isHalf ? cause.code : undefined
    if (code === 'directory.refused') return { outcome: 'not-allowed', cause }
    if (code === 'directory.unavailable') return { outcome: 'not-sent', cause }
    log.error({ err: cause, reset: reset.id }, 'a password write ended without an outcome')
    return { outcome: 'unknown', dc: expected }
  }
}

/** Entry first, row second: a row that says `done` has its entry. */
async function conclude(deps: SendingDeps, sent: Sent, answer: Outcome): Promise<Reset> {
  const { steps } = deps
  const {
    reset,
    prepared: { account },
    write: { id: of },
    origin,
  } = sent
  const move = async (event: Parameters<Steps['move']>[1]) => (await steps.move(reset, event)).reset
  switch (answer.outcome) {
    case 'changed': {
      const { dc, way, pwdLastSet } = answer.written
      await steps.note(reset, { type: 'reset.done', outcome: 'ok', origin, facts: { dc, way } })
      const written = { dc, pwdLastSet: pwdLastSet.toISOString() }
      return move({ type: 'changed', of, written, locked: account.locked, notified: masked(account) })
    }
    case 'refused': {
      const { problems, interrupted } = answer
      const type = interrupted ? 'reset.interrupted' : 'reset.rejected'
      await steps.note(reset, { type, outcome: 'refused', origin, facts: { why: problems.join(' ') } })
      return move({ type: 'rejected', of, problems, interrupted })
    }
    case 'not-allowed':
    case 'not-sent': {
      const why = answer.outcome
      await steps.note(reset, { type: 'reset.rejected', outcome: 'refused', origin, facts: { why } })
      return move({ type: why, of })
    }
    case 'unknown': {
      const { dc } = answer
      await steps.note(reset, { type: 'reset.unknown', outcome: 'unknown', origin, facts: { dc } })
      const open = await move({ type: 'unanswered', of, dc })
      await lookSoon(deps, open)
      return open
    }
  }
}

async function lookSoon({ jobs, log }: SendingDeps, { id }: Reset): Promise<void> {
  try {
    await jobs.send(settleQueue, { reset: id, look: 0 }, { afterSeconds: lookAfterSeconds[0] })
  } catch (cause) {
    log.error({ err: cause, reset: id }, 'nobody looks soon; the sweeper will within a minute')
  }
}
