import {
  SettingsService,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { decodeAttestationObject, decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import { withoutNetwork } from './offline.ts'

/** What an answer has to be for. */
export interface Expected {
  readonly rpId: string
  readonly origins: readonly string[]
  /** Base64url. */
  readonly challenge: string
  readonly userVerification: 'required' | 'preferred'
}

/** A new passkey, whose statement about its maker is right in itself; who signed it is not looked at yet. */
export interface Registered {
  /** Base64url. */
  readonly credentialId: string
  /** A COSE key. */
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports: readonly string[]
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly aaguid: string
  /** WebAuthn L3, 8: how the statement is made. */
  readonly format: string
  /** DER, the authenticator's own first; none when there is no statement, or it is signed by the passkey itself. */
  readonly certificates: readonly Uint8Array[]
}

export interface Asserted {
  readonly counter: number
  readonly backupEligible: boolean
  readonly backedUp: boolean
}

/** EdDSA, ES256, ES384, ES512, RS256 (RFC 9053, RFC 8812), as they are preferred. Windows Hello has only the last. */
export const algorithms = [-8, -7, -35, -36, -257]
/** WebAuthn L3, 7.1, step 25. */
const longestId = 1023

// Whom to trust is decided in `attestation/`, from the metadata alone; built-in roots would be second, silent rules.
for (const identifier of ['android-key', 'android-safetynet', 'apple'] as const) {
  SettingsService.setRootCertificates({ identifier, certificates: [] })
}

/**
 * WebAuthn L3, 7.1. undefined for whatever is not a right answer, malformed in any way: the library throws for all of
 * these, and does no I/O that could fail by itself.
 */
export async function checkRegistration(
  said: RegistrationResponseJSON,
  { rpId, origins, challenge, userVerification }: Expected,
): Promise<Registered | undefined> {
  try {
    if (!isOwnPage(said.response.clientDataJSON)) return undefined
    const { verified, registrationInfo: info } = await withoutNetwork(() =>
      verifyRegistrationResponse({
        response: said,
        expectedChallenge: challenge,
        expectedOrigin: [...origins],
        expectedRPID: rpId,
        requireUserVerification: userVerification === 'required',
        supportedAlgorithmIDs: algorithms,
      }),
    )
    if (!verified || info.fmt === 'android-safetynet') return undefined
    const { id, publicKey, counter, transports = [] } = info.credential
    const certificates: unknown =
      decodeAttestationObject(info.attestationObject).get('attStmt').get('x5c') ?? []
    if (!isListOfBytes(certificates)) return undefined
    if (Buffer.from(id, 'base64url').length > longestId) return undefined
    return {
      credentialId: id,
      publicKey,
      counter,
      transports,
      backupEligible: info.credentialDeviceType === 'multiDevice',
      backedUp: info.credentialBackedUp,
      aaguid: info.aaguid,
      format: info.fmt,
      certificates,
    }
  } catch {
    return undefined
  }
}

/**
 * WebAuthn L3, 7.2, but for the counter: the library would look at it before the signature, and a stranger's made-up
 * answer must not freeze anybody's passkey.
 */
export async function checkAssertion(
  said: AuthenticationResponseJSON,
  publicKey: Uint8Array,
  { rpId, origins, challenge, userVerification }: Expected,
): Promise<Asserted | undefined> {
  try {
    if (!isOwnPage(said.response.clientDataJSON)) return undefined
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: said,
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: rpId,
      requireUserVerification: userVerification === 'required',
      credential: { id: said.id, publicKey: Uint8Array.from(publicKey), counter: 0 },
    })
    if (!verified) return undefined
    return {
      counter: info.newCounter,
      backupEligible: info.credentialDeviceType === 'multiDevice',
      backedUp: info.credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

/** A page of ours within somebody else's page is where people are made to click. The library looks at half of it. */
function isOwnPage(clientData: string): boolean {
  const { crossOrigin = false, topOrigin } = decodeClientDataJSON(clientData)
  return crossOrigin === false && topOrigin === undefined
}

const isListOfBytes = (value: unknown): value is readonly Uint8Array[] =>
  Array.isArray(value) && value.every((one) => one instanceof Uint8Array)
