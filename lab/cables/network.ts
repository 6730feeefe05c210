import { createObstacles, type Obstacles } from './obstacles.ts'
import type { Host } from '../site/host.ts'
import type { Site } from '../site/site.ts'
import { addressOf, places, vpnNetwork, type Segment } from '../topology.ts'
import { wireguardNetwork } from '../wireguard-network.ts'

/** A host's network cards, as a person would unplug them, and what may stand before them. */
export interface Link extends Omit<Obstacles, 'clear'> {
  down(): Promise<void>
  /** As on the first day, whatever stood in the way. */
  up(): Promise<void>
}

export interface Cables extends Link {
  /** Plugs the host into these segments only. */
  plug(segments: readonly Segment[]): Promise<void>
}

export function createCables(host: Host, site: Pick<Site, 'delay'>): Cables {
  const all = Object.keys(places[host.name].addresses) as readonly Segment[]
  let plugged = all
  const { clear, ...obstacles } = createObstacles(host, site, () => plugged)

  async function set(segment: Segment, state: 'up' | 'down') {
    await host.must(['ip', 'link', 'set', segment, state])
    if (state === 'up' && segment === 'office') await addTunnelRoute(host)
  }

  return {
    ...obstacles,
    async plug(segments) {
      plugged = segments
      for (const segment of all) await set(segment, segments.includes(segment) ? 'up' : 'down')
    },
    async down() {
      for (const segment of plugged) await set(segment, 'down')
    },
    async up() {
      await clear()
      for (const segment of plugged) await set(segment, 'up')
    },
  }
}

/** Lets a machine of the office answer those who come through the VPN. A downed interface loses the route. */
export async function addTunnelRoute(host: Host): Promise<void> {
  if (!officeServers.has(host.name)) return
  for (const { prefix } of [vpnNetwork, wireguardNetwork]) {
    await host.must(['ip', 'route', 'replace', prefix, 'via', addressOf('vpn', 'office')])
  }
}

const officeServers: ReadonlySet<string> = new Set(['dc1', 'dc2', 'rodc1', 'server', 'mail', 'office1'])
