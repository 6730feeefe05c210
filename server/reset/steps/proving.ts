import type { FactorName } from '@keyturn/contract'
import type { Prover } from '#factors'
import type { Origin, Secret } from '#kernel'
import { stepRefused, type Steps } from './steps.ts'
import type { Reset } from '../store.ts'

export interface ProvingDeps {
  readonly steps: Steps
  readonly prover: Pick<Prover, 'prove'>
}

export interface Answer {
  readonly factor: FactorName
  readonly answer: Secret
  readonly origin: Origin
}

/**
 * One answer to one factor. What comes back says at most that it was wrong: not who exists, who is enrolled or who
 * is locked. The steps are the same in all these cases.
 *
 * @throws {Fault} `reset.step-refused` if nothing is left to prove.
 */
export function createProving({ steps, prover }: ProvingDeps) {
  return async (id: string, { factor, answer, origin }: Answer): Promise<Reset> => {
    // The try is counted before the answer is looked at, or a thousand requests at once are a thousand guesses.
    const { before, reset } = await steps.move(await steps.find(id), { type: 'tried' })
    if (reset.now.state === 'refused') return reset
    if (before.state !== 'proving') throw stepRefused(reset, 'proving')

    // A factor that the policy does not name for this person is asked on nobody's behalf: wrong, and no code used up.
    const counts = before.need?.factors.includes(factor) === true
    const account = counts && reset.account !== null ? reset.account.id : null
    const proving = await prover.prove({ account, subject: reset.subject, factor, answer, origin })

    const facts = { factor, why: proving.proved ? null : proving.because }
    if (!proving.proved || account === null) {
      await steps.note(reset, { type: 'reset.not-proved', outcome: 'refused', origin, facts })
      return (await steps.move(reset, { type: 'wrong' })).reset
    }
    await steps.note(reset, { type: 'reset.proved', outcome: 'ok', origin, facts })
    return (await steps.move(reset, { type: 'proved', factor })).reset
  }
}
