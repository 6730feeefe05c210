import { Secret, TOTP } from 'otpauth'
import { appKind, codeAt, matchingStep, stepAt } from '../server/factors/totp/code.ts'
import type { BenchedFactor } from './benched-factor.ts'

const periodMs = appKind.periodSeconds * 1000

/** Authenticator apps. A check computes all the codes that could be right. */
export const totp: BenchedFactor = {
  name: 'totp',
  goalAlone: 20_000,
  checksAlone: 60_000,
  restMs: periodMs + 1_000,

  async alone() {
    const seed = Buffer.alloc(20, 7)
    const now = new Date()
    const code = codeAt(seed, appKind, stepAt(appKind, now))
    return async () => {
      if (matchingStep(seed, appKind, code, { now, drift: 0 }) === undefined) throw new Error('refused')
    }
  },

  async enrol(client) {
    const offer = await client.must('person.offer-factor', { factor: 'totp' })
    if (offer.kind !== 'totp') throw new Error(`an offer of ${offer.kind}`)
    const app = new TOTP({ secret: Secret.fromBase32(offer.seed) })
    const answer = app.generate()
    await client.must('person.confirm-factor', { factor: 'totp', id: offer.id, answer, name: 'Phone' })
    return async () => app.generate()
  },
}
