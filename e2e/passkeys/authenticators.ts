import type { CDPSession, Page } from 'playwright-core'

/** Chromium's own software authenticators, behind its real WebAuthn (Chrome DevTools Protocol, domain WebAuthn). */
export interface Authenticators {
  /** `internal`: in the machine, as Windows Hello; `usb`: a key that is plugged in. */
  plugIn(transport: 'internal' | 'usb', can?: { readonly unlock: boolean }): Promise<VirtualAuthenticator>
}

export interface VirtualAuthenticator {
  /** Does the person unlock it, by PIN or finger? */
  unlocks(does: boolean): Promise<void>
  passkeys(): Promise<readonly HeldPasskey[]>
  /** What a thief does who has read it out. */
  implant(passkey: HeldPasskey): Promise<void>
  forget(passkey: HeldPasskey): Promise<void>
  pullOut(): Promise<void>
}

export type HeldPasskey = Awaited<ReturnType<typeof credentialsOf>>[number]

export async function openAuthenticators(page: Page): Promise<Authenticators> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  return {
    async plugIn(transport, { unlock } = { unlock: true }) {
      const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport,
          hasResidentKey: true,
          hasUserVerification: unlock,
          isUserVerified: unlock,
          automaticPresenceSimulation: true,
        },
      })
      return authenticatorOf(session, authenticatorId)
    },
  }
}

function authenticatorOf(session: CDPSession, authenticatorId: string): VirtualAuthenticator {
  return {
    async unlocks(isUserVerified) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    passkeys: () => credentialsOf(session, authenticatorId),
    async implant(credential) {
      await session.send('WebAuthn.addCredential', { authenticatorId, credential })
    },
    async forget({ credentialId }) {
      await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
    },
    async pullOut() {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    },
  }
}

async function credentialsOf(session: CDPSession, authenticatorId: string) {
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId })
  return credentials
}
