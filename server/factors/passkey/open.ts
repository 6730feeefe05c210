import type { Clock, Log, Random } from '#kernel'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Factor } from '../factor.ts'
import { anyAuthenticator, createAttestation, type Attestation } from './attestation/attestation.ts'
import { openMetadataFile } from './attestation/metadata-file.ts'
import { createPasskey } from './passkey.ts'
import { relyingPartyOf } from './relying-party.ts'
import type { PasskeySettings } from './settings.ts'
import type { PasskeyStore } from './store.ts'

export interface OpenPasskeyDeps {
  readonly store: PasskeyStore
  readonly challengeStore: ChallengeStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
  /** Of the portal: its name is what passkeys are bound to. */
  readonly publicUrl: string
  /** What browsers show beside the domain. */
  readonly issuer: string
}

/**
 * The factor as its section of the configuration wants it.
 *
 * @throws {Fault} `config.invalid` for a domain that no browser takes, or metadata that cannot be relied on.
 */
export async function openPasskey(settings: PasskeySettings, deps: OpenPasskeyDeps): Promise<Factor> {
  const relyingParty = relyingPartyOf(deps.publicUrl, deps.issuer, settings)
  return createPasskey({ ...deps, relyingParty, attestation: await attestationOf(settings, deps) })
}

async function attestationOf(
  { attestation: asked }: PasskeySettings,
  deps: OpenPasskeyDeps,
): Promise<Attestation> {
  if (asked === undefined) return anyAuthenticator
  const models = await openMetadataFile(asked, deps)
  const allow = asked.allow && new Set(asked.allow.map((aaguid) => aaguid.toLowerCase()))
  return createAttestation({ models, allow, clock: deps.clock })
}
