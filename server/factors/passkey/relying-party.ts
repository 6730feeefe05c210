import { Fault } from '#kernel'
import type { PasskeySettings } from './settings.ts'

/** Who asks for passkeys, in WebAuthn's words: a passkey works only for this domain, and only on these pages. */
export interface RelyingParty {
  readonly id: string
  /** Shown by the browser. */
  readonly name: string
  readonly origins: readonly string[]
}

/** @throws {Fault} `config.invalid` for a domain that no browser would take. */
export function relyingPartyOf(
  publicUrl: string,
  name: string,
  { rpId, origins }: PasskeySettings,
): RelyingParty {
  const { hostname, origin } = new URL(publicUrl)
  const id = rpId ?? hostname
  const all = [origin, ...origins]
  const foreign = all.find((one) => !isWithin(new URL(one).hostname, id))
  if (foreign !== undefined) {
    throw new Fault('config.invalid', `factors.passkey: ${foreign} is not below ${id}; browsers would refuse`)
  }
  // WebAuthn L3, 5.1.3, step 8: an effective domain that is an address is refused.
  if (/^[\d.]+$|:/.test(id)) {
    throw new Fault(
      'config.invalid',
      `factors.passkey: ${id} is an address; passkeys need a name in publicUrl`,
    )
  }
  return { id, name, origins: all }
}

const isWithin = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`)
