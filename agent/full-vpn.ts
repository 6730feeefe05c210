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

/** A launch, the refresh after it, and some for the report. */
const fullMs = 25 * 60 * 1000

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
