import { Fault } from '#kernel'
import { newId } from '../../life/freezing.ts'
import type { Claimed, Settled } from '../../claims/claims.ts'
import { cloudFoundOf } from './decide.ts'
import { eventOf, failedAs, findAll, markOf, type CloudRunning, type CloudWritingDeps } from './writing.ts'

const accountsAtOnce = 300
const readMs = 30_000
/**
 * Entra ID shows what was written when it has come to the replica that is asked. Until then nothing is told from nothing,
 * and nobody is asked for a new password a second time.
 */
const settledAfterSeconds = 5 * 60

/**
 * Settles what a server left behind that died, or lost its database or the service, in the middle: by reading.
 *
 * @returns how many were settled.
 */
export async function settleLost(running: CloudRunning, deps: CloudWritingDeps): Promise<number> {
  const { cloudTargets, random, clock, audit, log } = deps
  const claim = { freeze: running.freeze, claim: newId(random), hold: null }
  const lost = await cloudTargets.claimLost(claim, accountsAtOnce)
  if (lost.length === 0) return 0
  const unsent = lost.filter(({ noted }) => noted === null)
  const settled: Settled[] = unsent.map(({ account }) => ({
    account,
    event: { type: 'found-unwritten' },
    after: undefined,
  }))
  const sent = lost.filter(({ noted }) => noted !== null)
  try {
    const ids = sent.map(({ account }) => account)
    const { whom, found } = await findAll(ids, AbortSignal.timeout(readMs), deps)
    for (const one of sent) {
      const known = whom.get(one.account)
      const seen = found.get(one.account)
      const end =
        known === undefined
          ? failedAs(one.account, 'gone')
          : seen?.is === 'there'
            ? endOf(one, seen.user, running)
            : failedAs(one.account, 'not-in-entra')
      if (end === undefined) continue
      settled.push(end)
      const isDone = end.event.type === 'found-written' || end.event.type === 'found-changed'
      if (known !== undefined) await audit.append(eventOf(known, running, isDone ? 'ok' : 'refused'))
    }
  } catch (cause) {
    if (!(cause instanceof Fault) || !/^(entra|directory)\./.test(cause.code)) throw cause
    log.warn({ why: cause.message, accounts: sent.length }, 'what was written to Entra ID is not known yet')
  }
  if (settled.length > 0) await cloudTargets.settle(claim, settled, clock())
  return settled.length
}

type Lost = Claimed<'entra-flag'>

function endOf({ account, noted }: Lost, user: Parameters<typeof markOf>[0], running: CloudRunning) {
  if (noted === null) return undefined
  const found = cloudFoundOf(noted.before.pwdLastSet, user, running)
  if (found !== 'unwritten') {
    const type = found === 'written' ? ('found-written' as const) : ('found-changed' as const)
    return { account, event: { type }, after: markOf(user) }
  }
  if (noted.secondsAgo < settledAfterSeconds) return undefined
  return { account, event: { type: 'found-unwritten' as const }, after: undefined }
}
