import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { AccountId } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { Factor, Proof } from '../factor.ts'
import { readAssertion } from './answers.ts'
import { checkAssertion, type Asserted } from './ceremonies.ts'
import type { PasskeyDeps } from './enrolment.ts'
import { idleKey } from './idle-key.ts'
import { challengeSeconds, requestOptions } from './options.ts'
import type { Passkey } from './store.ts'

const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
const challengeBytes = 32

/** A challenge, and what an authenticator answers to it. */
export function createProving(deps: PasskeyDeps): Required<Pick<Factor, 'challenge' | 'prove'>> {
  const { relyingParty, attestation, store, clock, random } = deps
  const challenges = createChallenges<string>('passkey', { store: deps.challengeStore, clock })

  async function verify(said: AuthenticationResponseJSON, key: Uint8Array, challenge: string) {
    const { id: rpId, origins } = relyingParty
    return await checkAssertion(said, key, { rpId, origins, challenge, userVerification: 'required' })
  }

  return {
    async challenge(asking) {
      const challenge = Buffer.from(random(challengeBytes)).toString('base64url')
      await challenges.begin(asking, challenge, challengeSeconds)
      return { kind: 'passkey', options: requestOptions(relyingParty, challenge) }
    },

    async prove(asking, answer): Promise<Proof> {
      const begun = await challenges.take(asking)
      const has = await store.passkeys(asking.account ?? nobody)
      const said = readAssertion(answer.reveal())
      const known = has.find(({ credentialId }) => credentialId === said?.id)
      // Who is unknown, or answers with a passkey of another account, costs as much as who is known.
      const asserted = said && (await verify(said, known?.publicKey ?? idleKey, begun?.data ?? ''))
      if (has.length === 0) return { proved: false, why: 'not-enrolled' }
      const isRight = known !== undefined && asserted !== undefined && isOf(known, said, asserted)
      if (!isRight || attestation.isWithdrawn(known.aaguid)) return { proved: false, why: 'wrong' }
      return await use(deps, known, asserted)
    },
  }
}

/** WebAuthn L3, 7.2, steps 6 and 18: it is hers, and whether it may be copied never changes. */
const isOf = (
  { userHandle, backupEligible }: Passkey,
  said: AuthenticationResponseJSON | undefined,
  asserted: Asserted,
) => said?.response.userHandle === userHandle && asserted.backupEligible === backupEligible

async function use({ store, clock, log }: PasskeyDeps, passkey: Passkey, asserted: Asserted): Promise<Proof> {
  if (passkey.frozen !== null) return { proved: false, why: 'cloned' }
  if (isCloned(passkey, asserted)) {
    await store.freeze(passkey, clock())
    log.warn({ passkey: passkey.id, account: passkey.account }, 'a passkey was copied, and is frozen')
    return { proved: false, why: 'cloned' }
  }
  const used = await store.use(passkey, asserted, clock())
  return used ? { proved: true } : { proved: false, why: 'reused' }
}

/**
 * WebAuthn L3, 6.1.1: an authenticator that counts counts up. A number that was seen means that two use the same key,
 * and nobody can say which of them is hers.
 */
const isCloned = (passkey: Passkey, { counter }: Asserted) =>
  (passkey.counter > 0 || counter > 0) && counter <= passkey.counter
