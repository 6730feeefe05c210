import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { algorithms } from './ceremonies.ts'
import type { RelyingParty } from './relying-party.ts'
import type { Passkey } from './store.ts'

/** As long as a challenge is kept, within what WebAuthn L3 (15.1) advises for ceremonies with user verification. */
export const challengeSeconds = 300
/** How long an offer to enrol is kept. */
export const offerSeconds = 600

/**
 * What `navigator.credentials.get` is given: the same for every name that anyone types, whoever exists. No credential
 * is named, since that would tell a stranger who has one: the browser shows the person what she has for this domain.
 */
export function requestOptions({ id }: RelyingParty, challenge: string) {
  return {
    rpId: id,
    challenge,
    allowCredentials: [],
    userVerification: 'required',
    timeout: challengeSeconds * 1000,
  } satisfies PublicKeyCredentialRequestOptionsJSON
}

interface NewPasskey {
  readonly challenge: string
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  /** What she has already: the same authenticator is not enrolled twice. */
  readonly has: readonly Passkey[]
  readonly attestation: 'none' | 'direct'
}

/** What `navigator.credentials.create` is given. */
export function creationOptions(
  { id, name }: RelyingParty,
  { challenge, user, has, attestation }: NewPasskey,
) {
  return {
    rp: { id, name },
    user,
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: 'public-key' })),
    excludeCredentials: has.map(({ credentialId, transports }) => ({
      id: credentialId,
      type: 'public-key',
      transports: [...transports],
    })),
    // Discoverable, because `requestOptions` names none.
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation,
    timeout: offerSeconds * 1000,
  } satisfies PublicKeyCredentialCreationOptionsJSON
}
