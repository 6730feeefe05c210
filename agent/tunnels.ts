import { createCredentials, type CredentialDeps } from './credentials/index.ts'
import type { Logons } from './logons/index.ts'
import { credentialsOf, type Tunnel, type Vpn, type VpnSettings } from './vpn/index.ts'

/** The VPN of this computer together with what lets it in. */
export interface Tunnels {
  readonly mode: VpnSettings['mode']
  /** What lets it in is issued for a launch: there has to be one first. */
  readonly needsLaunch: boolean
  /** Nobody has to be asked for a password, and nothing is issued for a launch. */
  readonly opensByItself: boolean
  /** As `Vpn`; undefined also when there is nothing to be let in with. */
  open(launch: string | null, signal: AbortSignal): Promise<Tunnel | undefined>
  closeLeftOver(): Promise<void>
}

export function createTunnels(settings: VpnSettings, vpn: Vpn, deps: CredentialDeps): Tunnels {
  const from = credentialsOf(settings)
  const getCredential = from && createCredentials(from, deps)
  return {
    mode: settings.mode,
    needsLaunch: from?.from === 'keyturn',
    opensByItself: from === undefined || from.from === 'file',
    closeLeftOver: () => vpn.closeLeftOver(),
    async open(launch, signal) {
      if (getCredential === undefined) return vpn.open(signal)
      const credential = await getCredential(launch, signal)
      return credential && vpn.open(signal, credential)
    },
  }
}

/** Closes a tunnel so that nothing here waits for an answer through it. */
export async function closeQuietly(
  tunnel: AsyncDisposable,
  logons: Pick<Logons, 'disconnect'>,
): Promise<void> {
  await using closing = new AsyncDisposableStack()
  closing.use(tunnel)
  // The tunnel is closed also if this fails, and before this ends.
  await using _ = await logons.disconnect()
  await closing.disposeAsync()
}
