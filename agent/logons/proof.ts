import { randomBytes } from 'node:crypto'
import { pause } from '../system/pause.ts'
import type { PamAnswer } from './pam.ts'

/** What a password is answered; to be asked while every DC is out of the question. */
export type Ask = (password: Buffer) => Promise<PamAnswer>

/** A daemon returns from being told before it has switched. */
const switchTries = 10
const switchPauseMs = 300

/** Whether the cache takes this password and refuses a wrong one. A DC that answers after all proves nothing. */
export async function isTakenByCacheAlone(ask: Ask, password: Buffer, signal: AbortSignal): Promise<boolean> {
  return (await isTaken(ask, password, signal)) && (await isWrongRefused(ask, password, signal))
}

async function isTaken(ask: Ask, password: Buffer, signal: AbortSignal): Promise<boolean> {
  for (let i = 0; i < switchTries && !signal.aborted; i++) {
    const answer = await ask(password)
    if (answer.fromCache || !answer.accepted) return answer.fromCache && answer.accepted
    await pause(switchPauseMs, signal)
  }
  return false
}

/** Between two answers that came from the cache; the last one also sets the cache's count of wrong ones back. */
async function isWrongRefused(ask: Ask, password: Buffer, signal: AbortSignal): Promise<boolean> {
  const wrong = await ask(Buffer.from(randomBytes(18).toString('base64url')))
  if (wrong.accepted || signal.aborted) return false
  const again = await ask(password)
  return again.accepted && again.fromCache
}
