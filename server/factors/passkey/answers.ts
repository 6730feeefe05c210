import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** Base64url without padding, as browsers write it (WebAuthn L3, 5.1: `Base64URLString`). */
const bytes = /^[A-Za-z0-9_-]+$/
/** WebAuthn L3, 5.8.4. Others are dropped, as the specification wants. */
const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const

/**
 * What the browser's `PublicKeyCredential.toJSON()` says (WebAuthn L3, 5.1), as JSON text. Only what is looked at is
 * kept: browsers and password managers add members of their own. undefined: this is no such text.
 */
export function readAssertion(text: string): AuthenticationResponseJSON | undefined {
  const { id, response } = readCredential(text)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  if (!isBytes(id) || !isBytes(clientDataJSON) || !isBytes(authenticatorData) || !isBytes(signature)) {
    return undefined
  }
  // Always there in an answer to a request that names no credential (WebAuthn L3, 7.2, step 6).
  if (!isBytes(userHandle)) return undefined
  return credential(id, { clientDataJSON, authenticatorData, signature, userHandle })
}

/** The same for a new passkey. */
export function readRegistration(text: string): RegistrationResponseJSON | undefined {
  const { id, response } = readCredential(text)
  const { clientDataJSON, attestationObject } = response
  if (!isBytes(id) || !isBytes(clientDataJSON) || !isBytes(attestationObject)) return undefined
  const said = response['transports']
  const known = Array.isArray(said) ? transports.filter((one) => said.includes(one)) : []
  return credential(id, { clientDataJSON, attestationObject, transports: known })
}

type Fields = Readonly<Record<string, unknown>>

function readCredential(text: string): { readonly id: unknown; readonly response: Fields } {
  const { id, rawId, type, response } = fieldsOf(parse(text))
  if (rawId !== id || type !== 'public-key') return { id: undefined, response: {} }
  return { id, response: fieldsOf(response) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

const isBytes = (value: unknown): value is string => typeof value === 'string' && bytes.test(value)

const credential = <R>(id: string, response: R) =>
  ({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }) as const
