import type { Factor } from '../factor.ts'
import { createPasskeyEnrolment, type PasskeyDeps } from './enrolment.ts'
import { createProving } from './proving.ts'

/** WebAuthn L3 with user verification: an authenticator that was had, and unlocked by a PIN or a biometric. */
export function createPasskey(deps: PasskeyDeps): Factor {
  const { attestation, store } = deps
  return {
    name: 'passkey',
    kind: 'possession',
    worksOffline: true,
    ...createProving(deps),
    enrolment: createPasskeyEnrolment(deps),

    async enrolled(account) {
      const has = await store.passkeys(account)
      return has.map(({ id, name, enrolled, lastUsed }) => ({
        id,
        factor: 'passkey',
        name,
        enrolled,
        lastUsed,
      }))
    },

    async readyAmong(accounts) {
      const found = await store.among(accounts.map(({ id }) => id))
      const works = found.filter(({ aaguid }) => !attestation.isWithdrawn(aaguid))
      return new Set(works.map(({ account }) => account))
    },

    remove: (account, id) => store.remove(account, id),
    boundSince: (since) => store.boundSince(since),
    rename: (account, id, name) => store.rename(account, id, name),
  }
}
