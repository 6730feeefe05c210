import { readAssertion, readRegistration } from '../server/factors/passkey/answers.ts'
import { checkAssertion, checkRegistration } from '../server/factors/passkey/ceremonies.ts'
import { createKey, useKey, type BrowserOptions } from '../server/factors/passkey/testing/authenticator.ts'
import type { BenchedFactor } from './benched-factor.ts'

const rpId = 'portal.corp.example'
const origin = `https://${rpId}`
const challenge = Buffer.alloc(32, 7).toString('base64url')

/** Passkeys with ES256, which most have. Signing is the authenticator's work, and not measured. */
export const passkey: BenchedFactor = {
  name: 'passkey',
  goalAlone: 1_000,
  checksAlone: 3_000,

  async alone() {
    const expected = { rpId, origins: [origin], challenge, userVerification: 'required' } as const
    const { key, answer } = createKey({ challenge, rp: { id: rpId } })
    const said = readRegistration(answer)
    const made = said && (await checkRegistration(said, expected))
    if (made === undefined) throw new Error('the registration was refused')
    const text = useKey(key, { challenge, rpId }, { userHandle: 'AAAA' })
    return async () => {
      const asserted = readAssertion(text)
      if (asserted === undefined) throw new Error('not read')
      if ((await checkAssertion(asserted, made.publicKey, expected)) === undefined) throw new Error('refused')
    }
  },

  async enrol(client, portal) {
    const offer = await client.must('person.offer-factor', { factor: 'passkey' })
    const { key, answer } = createKey(optionsIn(offer), { origin: portal })
    await client.must('person.confirm-factor', { factor: 'passkey', id: offer.id, answer, name: 'Key' })
    return async () => {
      const asked = await client.must('person.challenge', { factor: 'passkey' })
      return useKey(key, optionsIn(asked), { origin: portal })
    }
  },
}

function optionsIn(asked: { readonly kind: string; readonly options?: object }): BrowserOptions {
  if (asked.kind !== 'passkey') throw new Error(`asked for ${asked.kind}`)
  return asked.options as BrowserOptions
}
