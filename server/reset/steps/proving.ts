import type { Challenge, FactorName } from '@keyturn/contract'
import type { Prover } from '#factors'
import { Fault, type Origin, type Secret } from '#kernel'
import { stepRefused, type Steps } from './steps.ts'
import type { Reset } from '../store.ts'

export interface ProvingDeps {
  readonly steps: Steps
  readonly prover: Pick<Prover, 'challenge' | 'ready' | 'prove'>
}

interface Asked {
  readonly factor: FactorName
  readonly origin: Origin
  readonly languages: readonly string[]
}

export interface Answer extends Asked {
  readonly answer: Secret
}

export interface Ask extends Asked {
  readonly whom?: string | undefined
}

/** With `challenge`: right so far, and one more answer is needed. */
export interface Answered {
  readonly reset: Reset
  readonly challenge?: Challenge
}

/**
 * One answer to one factor. What comes back says at most that it was wrong: not who exists, who is enrolled or who
 * is locked. The steps are the same in all these cases.
 *
 * @throws {Fault} `reset.step-refused` if nothing is left to prove.
 */
export function createProving({ steps, prover }: ProvingDeps) {
  return async (id: string, { answer, ...asked }: Answer): Promise<Answered> => {
    // The try is counted before the answer is looked at, or a thousand requests at once are a thousand guesses.
    const { before, reset } = await steps.move(await steps.find(id), { type: 'tried' })
    if (reset.now.state === 'refused') return { reset }
    if (before.state !== 'proving') throw stepRefused(reset, 'proving')

    const asking = askingOf(reset, asked)
    const proving = await prover.prove({ ...asking, answer })
    if (!proving.proved && proving.why === 'more') return { reset, challenge: proving.challenge }

    const { factor, origin } = asked
    const facts = { factor, why: proving.proved ? null : proving.because }
    if (!proving.proved || asking.account === null) {
      await steps.note(reset, { type: 'reset.not-proved', outcome: 'refused', origin, facts })
      return await moved(steps, reset, { type: 'wrong' })
    }
    await steps.note(reset, { type: 'reset.proved', outcome: 'ok', origin, facts })
    return await moved(steps, reset, { type: 'proved', factor })
  }
}

const moved = async (steps: Steps, reset: Reset, event: Parameters<Steps['move']>[1]): Promise<Answered> => ({
  reset: (await steps.move(reset, event)).reset,
})

/**
 * Begins with one factor: the same for everybody, as far as anybody can see.
 *
 * @throws {Fault} `reset.step-refused` if nothing is left to prove; `factor.locked` after too many; `factor.unknown`,
 *   `factor.unavailable`.
 */
export function createAsking({ steps, prover }: ProvingDeps) {
  return async (id: string, { whom, ...asked }: Ask): Promise<Challenge> => {
    const reset = await steps.find(id)
    if (reset.now.state !== 'proving') throw stepRefused(reset, 'proving')
    const { factor, origin } = asked
    const begun = await prover.challenge({ ...askingOf(reset, asked), whom })
    if (!begun.begun) {
      const { retryAfterSeconds } = begun
      throw new Fault('factor.locked', `too many challenges in reset ${id}`, { retryAfterSeconds })
    }
    const { challenge } = begun
    await steps.note(reset, { type: 'reset.challenged', outcome: 'ok', origin, facts: { factor } })
    if (challenge.kind === 'waiting') await steps.move(reset, { type: 'asked', until: challenge.expires })
    return challenge
  }
}

/** Can what was begun be answered now? */
export function createReady({ steps, prover }: ProvingDeps) {
  return async (id: string, asked: Asked): Promise<boolean> => {
    const reset = await steps.find(id)
    return reset.now.state === 'proving' && (await prover.ready(askingOf(reset, asked)))
  }
}

/** A factor that the policy does not name for this person is asked on nobody's behalf: wrong, and no code used up. */
function askingOf({ id, account, subject, now }: Reset, asked: Asked) {
  const counts = now.state === 'proving' && now.need?.factors.includes(asked.factor) === true
  return { ...asked, account: counts && account !== null ? account.id : null, subject, attempt: id }
}
