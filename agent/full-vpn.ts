import { startLaunch } from './api/launch.ts'
import type { ServerApi } from './api/server-api.ts'
import type { Logons } from './logons/index.ts'
import type { Reach } from './reach/index.ts'
import type { Screen } from './screen/index.ts'
import { createDeadline } from './system/deadline.ts'
import { closeQuietly, type Tunnels } from './tunnels.ts'

/** The tunnel of a whole reset. Disposing closes it. */
export interface FullTunnel extends AsyncDisposable {
  /** It ended by itself, its time is over, or the computer slept. */
  readonly over: AbortSignal
}

export interface FullVpnDeps {
  readonly tunnels: Tunnels | undefined
  readonly reach: Reach
  readonly logons: Pick<Logons, 'disconnect'>
  readonly screen: Screen
}

interface WhileFullDeps extends FullVpnDeps {
  readonly api: ServerApi
  readonly logons: Pick<Logons, 'disconnect' | 'cached'>
}

/** A launch, the refresh after it, and some for the report. */
const fullMs = 25 * 60 * 1000
const launchMs = 60_000

/**
 * Opens what a person in the mode `full` needs to see the portal at all.
 *
 * @returns undefined: none is needed, by the settings or because the office is in reach; `shut`: it did not open, which
 *   was said.
 */
export async function openFull(
  launch: string | null,
  { tunnels, reach, logons, screen }: FullVpnDeps,
  signal: AbortSignal,
): Promise<FullTunnel | undefined | 'shut'> {
  if (tunnels?.mode !== 'full' || (await reach.dc(signal)) !== undefined) return undefined
  screen.show({ what: 'tunnel', state: 'opening' })
  const tunnel = await tunnels.open(launch, signal)
  if (tunnel === undefined) {
    screen.show({ what: 'tunnel', state: 'not-open' })
    return 'shut'
  }
  screen.show({ what: 'tunnel', state: 'open' })
  const deadline = createDeadline(fullMs)
  return {
    over: AbortSignal.any([tunnel.lost, deadline.signal]),
    async [Symbol.asyncDispose]() {
      deadline[Symbol.dispose]()
      await closeQuietly(tunnel, logons)
      screen.show({ what: 'tunnel', state: 'closed' })
    },
  }
}

/**
 * What a person does at the portal without a new password for this computer, as an unlock: in a tunnel, where the portal is
 * only inside, closed at the end, whatever happened.
 *
 * @returns whether it was begun; false: the tunnel did not open, which was said.
 */
export async function whileFull(
  work: () => Promise<unknown>,
  deps: WhileFullDeps,
  stop: AbortSignal,
): Promise<boolean> {
  const tunnel = await openFull(await launchFor(deps, stop), deps, stop)
  if (tunnel === 'shut') return false
  await using _ = tunnel
  await work()
  if (tunnel?.over.aborted === true) deps.screen.show({ what: 'tunnel', state: 'lost' })
  return true
}

/** A gateway may want a launch to let this computer in; nobody waits for that one, and it ends by itself. */
async function launchFor(
  { tunnels, logons, api, screen }: WhileFullDeps,
  stop: AbortSignal,
): Promise<string | null> {
  if (tunnels?.mode !== 'full' || !tunnels.needsLaunch) return null
  const accounts = (await logons.cached()).map(({ account }) => account)
  if (accounts.length === 0) return null
  const within = AbortSignal.any([stop, AbortSignal.timeout(launchMs)])
  return (await startLaunch(accounts, api, screen, within)).id
}
