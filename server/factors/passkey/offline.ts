import { AsyncLocalStorage } from 'node:async_hooks'

const offline = new AsyncLocalStorage<true>()
const network = globalThis.fetch

/**
 * Does this work without a way out. @simplewebauthn/server 14 asks for the revocation list that a certificate names,
 * and for the format `android-key` the certificate is whatever the person who enrols has sent: she would choose where
 * the server calls. It takes "no answer" for "not revoked", and who is trusted is decided in `attestation/`.
 */
export function withoutNetwork<T>(work: () => Promise<T>): Promise<T> {
  return offline.run(true, work)
}

globalThis.fetch = (...args) =>
  offline.getStore() === undefined
    ? network(...args)
    : Promise.reject(new TypeError('there is no network while an attestation is looked at'))
