import type { PathAttempt } from '@keyturn/contract'
import type { Kerberos } from '../kerberos/index.ts'
import type { Logons } from '../logons/index.ts'
import type { Reach } from '../reach/index.ts'
import { isDcInReach, outside, type RefreshDeps } from '../refresh.ts'
import type { LedNowhere, Screen } from '../screen/index.ts'
import { closeQuietly, type Tunnels } from '../tunnels.ts'

export interface OtherWaysDeps {
  readonly config: { readonly followByVpn: boolean }
  readonly tunnels: Tunnels | undefined
  readonly kerberos: Kerberos | undefined
  readonly reach: Reach
  readonly logons: Pick<Logons, 'disconnect'>
  readonly screen: Screen
}

/** How a refresh goes that nobody sits at. */
export type Way = Pick<RefreshDeps, 'open' | 'isInTunnel' | 'kerberos' | 'before'>

export const directly: Way = { open: undefined, isInTunnel: false, kerberos: undefined, before: [] }

/**
 * Where a password waits and no DC is in reach: has it fetched only when there is a way to one, since it is given out
 * once. First the VPN, where the administrator of this computer lets it open with nobody here and it opens by itself;
 * it is closed whatever happens. Then Keyturn's KDC proxy.
 */
export async function byOtherWays(
  deps: OtherWaysDeps,
  fetch: (way: Way, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { config, tunnels, kerberos } = deps
  const before: PathAttempt[] = []
  if (config.followByVpn && tunnels?.opensByItself === true) {
    const why = await throughVpn(tunnels, deps, fetch, signal)
    if (why === undefined) return
    before.push({ path: 'vpn', came: why })
  }
  if (kerberos === undefined || signal.aborted || !(await kerberos.isInReach(signal))) return
  await fetch({ ...directly, kerberos, before }, signal)
}

/** @returns why no DC was in reach by it; undefined: one was. */
async function throughVpn(
  tunnels: Tunnels,
  { reach, logons, screen }: OtherWaysDeps,
  fetch: (way: Way, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<LedNowhere['why'] | undefined> {
  screen.show({ what: 'tunnel', state: 'opening' })
  const tunnel = await tunnels.open(null, signal)
  if (tunnel === undefined) {
    screen.show({ what: 'tunnel', state: 'not-open' })
    return 'vpn-did-not-open'
  }
  await using open = new AsyncDisposableStack()
  open.defer(() => closeQuietly(tunnel, logons))
  const within = AbortSignal.any([signal, tunnel.lost])
  if (!(await isDcInReach(reach, within))) {
    screen.show({ what: 'led-nowhere', path: 'vpn', why: 'vpn-without-dc' })
    return 'vpn-without-dc'
  }
  await fetch({ ...directly, isInTunnel: true, before: [outside] }, within)
  return undefined
}
