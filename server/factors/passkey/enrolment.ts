import type { Account } from '#directory'
import type { AccountId, Clock, Log, Random } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Confirmed, Enrolment } from '../factor.ts'
import { readRegistration } from './answers.ts'
import type { Attestation, Judgement } from './attestation/attestation.ts'
import { checkRegistration, type Registered } from './ceremonies.ts'
import { creationOptions, offerSeconds } from './options.ts'
import type { RelyingParty } from './relying-party.ts'
import type { PasskeyStore } from './store.ts'

export interface PasskeyDeps {
  readonly relyingParty: RelyingParty
  readonly attestation: Attestation
  readonly store: PasskeyStore
  readonly challengeStore: ChallengeStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn'>
}

/** So many one person may have: a phone, a laptop and a key for the safe, and room for more. */
const maxPasskeys = 10
/** WebAuthn L3, 14.6.1: random, as long as it may be. */
const handleBytes = 64

interface Offer {
  readonly id: string
  readonly challenge: string
}

/** An offer belongs to the account, in whichever session it was made, and there is one at a time. */
const placeOf = (account: AccountId) => ({ attempt: `enrol:${account}`, account })

export function createPasskeyEnrolment(deps: PasskeyDeps): Enrolment {
  const { relyingParty, attestation, store, clock, random, log } = deps
  /** null: it was accepted. */
  const offers = createChallenges<Offer | null>('passkey', { store: deps.challengeStore, clock })
  const randomText = (length: number) => Buffer.from(random(length)).toString('base64url')

  return {
    most: maxPasskeys,

    async offer(account) {
      const offer = { id: randomText(16), challenge: randomText(32) }
      const handle = await store.handle(account.id, random(handleBytes))
      const has = await store.passkeys(account.id)
      await offers.begin(placeOf(account.id), offer, offerSeconds)
      const user = userOf(account, handle)
      const wanted = { challenge: offer.challenge, user, has, attestation: attestation.conveyance }
      return { kind: 'passkey', id: offer.id, options: creationOptions(relyingParty, wanted) }
    },

    async confirm(account, id, answer) {
      const offer = (await offers.find(placeOf(account)))?.data
      if (offer?.id !== id) return 'unknown'
      const said = readRegistration(answer.reveal())
      const { id: rpId, origins } = relyingParty
      const expected = { rpId, origins, challenge: offer.challenge, userVerification: 'required' } as const
      const made = said && (await checkRegistration(said, expected))
      if (made === undefined) return 'wrong'
      const judgement = await attestation.judge(made)
      if (!judgement.trusted) {
        note(log, account, made, judgement)
        return 'wrong'
      }
      return {
        facts: factsOf(made, judgement.attested),
        async enrol(name) {
          const { format: _, certificates: __, ...passkey } = made
          const { attested } = judgement
          const now = { enrolled: clock(), lastUsed: null, frozen: null }
          if (!(await offers.change(placeOf(account), offer, null))) return false
          return await store.add({ ...passkey, ...now, id, account, name, attested })
        },
      } satisfies Confirmed
    },
  }
}

const userOf = ({ userPrincipalName, sAMAccountName, domain, displayName }: Account, handle: Uint8Array) => ({
  id: Buffer.from(handle).toString('base64url'),
  name: userPrincipalName ?? `${sAMAccountName}@${domain}`,
  displayName,
})

const factsOf = ({ aaguid, format, backupEligible, backedUp }: Registered, attested: boolean) => ({
  aaguid,
  attestation: format,
  attested,
  backupEligible,
  backedUp,
})

/** The person reads that it was not taken; why is for those who wrote the policy. */
function note(log: Pick<Log, 'warn'>, account: AccountId, made: Registered, judgement: Judgement): void {
  const { aaguid, format } = made
  log.warn(
    { account, aaguid, format, ...judgement },
    'a passkey was not enrolled: see factors.passkey.attestation',
  )
}
