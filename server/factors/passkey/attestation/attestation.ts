import { X509Certificate } from 'node:crypto'
import type { Clock } from '#kernel'
import type { Registered } from '../ceremonies.ts'
import type { Model } from './blob.ts'
import { endsAt } from './chain.ts'

/** What the organisation asks of the authenticators that passkeys are made by. */
export interface Attestation {
  /** What browsers are asked for; without need they are not, since it tells people apart. */
  readonly conveyance: 'none' | 'direct'
  judge(made: Registered): Promise<Judgement>
  /** The model was found to be broken: what it holds proves nothing any more. As last read; asks nobody. */
  isWithdrawn(aaguid: string): boolean
}

export type Judgement =
  | { readonly trusted: true; readonly attested: boolean }
  | {
      readonly trusted: false
      readonly why: 'not-attested' | 'model-not-allowed' | 'model-unknown' | 'model-broken' | 'maker-unknown'
    }

export const anyAuthenticator: Attestation = {
  conveyance: 'none',
  judge: async () => ({ trusted: true, attested: false }),
  isWithdrawn: () => false,
}

export interface AttestationDeps {
  /** What is known of each model, by AAGUID. */
  readonly models: {
    /** Looks first whether there is something newer. */
    fresh(): Promise<ReadonlyMap<string, Model>>
    last(): ReadonlyMap<string, Model>
  }
  /** AAGUIDs; undefined: all that are known. */
  readonly allow: ReadonlySet<string> | undefined
  readonly clock: Clock
}

/** Only authenticators whose maker's certificate says what they are, of models that the FIDO metadata knows. */
export function createAttestation({ models, allow, clock }: AttestationDeps): Attestation {
  return {
    conveyance: 'direct',

    async judge({ aaguid, certificates }) {
      const model = (await models.fresh()).get(aaguid)
      // Signed by itself, or not at all: then the AAGUID is its own word.
      if (certificates.length === 0) return { trusted: false, why: 'not-attested' }
      if (allow?.has(aaguid) === false) return { trusted: false, why: 'model-not-allowed' }
      if (model === undefined) return { trusted: false, why: 'model-unknown' }
      if (model.broken) return { trusted: false, why: 'model-broken' }
      return isVouchedFor(certificates, model, clock())
        ? { trusted: true, attested: true }
        : { trusted: false, why: 'maker-unknown' }
    },

    isWithdrawn: (aaguid) => models.last().get(aaguid)?.broken === true,
  }
}

/** By the anchors of this model alone: another maker's root says nothing about it. */
function isVouchedFor(certificates: readonly Uint8Array[], model: Model, at: Date): boolean {
  try {
    const chain = certificates.map((der) => new X509Certificate(der))
    const anchors = model.anchors.map((der) => new X509Certificate(Buffer.from(der, 'base64')))
    return endsAt(chain, anchors, at)
  } catch {
    // Only the first certificate was looked at before: the others may be anything.
    return false
  }
}
