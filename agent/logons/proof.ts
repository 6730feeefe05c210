import { randomBytes } from 'node:crypto'
import { pause } from '../system/pause.ts'
import type { PamAnswer } from './pam.ts'

/** What a password is answered; to be asked while every DC is out of the question. */
export type Ask = (password: Buffer) => Promise<PamAnswer>

type Found = 'taken' | 'not-taken' | 'a-dc-answered'

/** A daemon returns from being told before it has switched. */
const switchTries = 10
const switchPauseMs = 300
/** A daemon that came back to its network a moment ago looks for a DC by itself, and may find one in the midst. */
const proofTries = 3

/**
 * Whether the cache takes this password and refuses a wrong one. A DC that answers after all proves nothing: then the
 * daemon is told once more.
 *
 * @param goOffline lets only the cache answer, until it is disposed of.
 */
export async function isTakenByCacheAlone(
  goOffline: () => Promise<AsyncDisposable>,
  ask: Ask,
  password: Buffer,
  signal: AbortSignal,
): Promise<boolean> {
  for (let tries = 0; tries < proofTries && !signal.aborted; tries++) {
    await using _ = await goOffline()
    const found = await look(ask, password, signal)
    if (found !== 'a-dc-answered') return found === 'taken'
  }
  return false
}

/** A wrong one is refused between two answers that came from the cache; the last also sets its count of wrong ones back. */
async function look(ask: Ask, password: Buffer, signal: AbortSignal): Promise<Found> {
  const first = await firstAnswer(ask, password, signal)
  if (first !== 'taken') return first
  const wrong = await ask(Buffer.from(randomBytes(18).toString('base64url')))
  if (wrong.accepted || signal.aborted) return 'not-taken'
  return foundBy(await ask(password))
}

async function firstAnswer(ask: Ask, password: Buffer, signal: AbortSignal): Promise<Found> {
  for (let i = 0; i < switchTries && !signal.aborted; i++) {
    const found = foundBy(await ask(password))
    if (found !== 'a-dc-answered') return found
    await pause(switchPauseMs, signal)
  }
  return 'a-dc-answered'
}

function foundBy({ accepted, fromCache }: PamAnswer): Found {
  if (!accepted) return 'not-taken'
  return fromCache ? 'taken' : 'a-dc-answered'
}
