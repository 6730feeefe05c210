/**
 * Who asks the VPN to be let in: a service account in a file, the person by a prompt, or this computer with a certificate
 * that the server issues for ten minutes. It knows no VPN, and keeps nothing.
 */
import type { Credential, CredentialSettings } from '../vpn/index.ts'
import type { ServerApi } from '../api/server-api.ts'
import type { Screen, Typing } from '../screen/index.ts'
import { askPerson } from './person.ts'
import { readAccount } from './account-file.ts'
import { requestCertificate } from './certificate.ts'

export interface CredentialDeps {
  readonly api: Pick<ServerApi, 'call'>
  readonly screen: Screen
  readonly typing: Typing
}

/** @param launch for which the tunnel is to be; null: none was started yet. undefined: there is none to be had. */
export type GetCredential = (launch: string | null, signal: AbortSignal) => Promise<Credential | undefined>

export function createCredentials(settings: CredentialSettings, deps: CredentialDeps): GetCredential {
  switch (settings.from) {
    case 'file':
      return () => readAccount(settings.file)
    case 'person':
      return (_, signal) => askPerson(deps, signal)
    case 'keyturn':
      return async (launch, signal) =>
        launch === null ? undefined : requestCertificate(launch, deps.api, signal)
  }
}
