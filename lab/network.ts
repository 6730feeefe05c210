import type { Host } from './site/host.ts'
import { places, vpnNetwork, addressOf, type Segment } from './topology.ts'
import { wireguardNetwork } from './wireguard-network.ts'

/** A host's network cards, as a person would unplug them. */
export interface Link {
  down(): Promise<void>
  up(): Promise<void>
  /** Lets what the host sends through at this rate only, until `up()`. Queued packets wait up to 5 s. */
  slow(kilobitsPerSecond: number): Promise<void>
}

export interface Cables extends Link {
  /** Plugs the host into these segments only. */
  plug(segments: readonly Segment[]): Promise<void>
}

export function createCables(host: Host): Cables {
  const all = Object.keys(places[host.name].addresses) as readonly Segment[]
  let plugged = all

  async function set(segment: Segment, state: 'up' | 'down') {
    await host.must(['ip', 'link', 'set', segment, state])
    if (state === 'up' && segment === 'office') await addTunnelRoute(host)
  }

  return {
    async plug(segments) {
      plugged = segments
      for (const segment of all) await set(segment, segments.includes(segment) ? 'up' : 'down')
    },
    async down() {
      for (const segment of plugged) await set(segment, 'down')
    },
    async up() {
      for (const segment of plugged) {
        // Fails where nothing was slowed, which is what is wanted.
        await host.run(['tc', 'qdisc', 'delete', 'dev', segment, 'root'])
        await set(segment, 'up')
      }
    },
    async slow(kilobitsPerSecond) {
      // A token bucket: delay and loss (netem) are not in every kernel.
      const bucket = ['tbf', 'rate', `${kilobitsPerSecond}kbit`, 'burst', '1600', 'latency', '5s']
      for (const segment of plugged) {
        await host.must(['tc', 'qdisc', 'replace', 'dev', segment, 'root', ...bucket])
      }
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

const officeServers: ReadonlySet<string> = new Set(['dc1', 'server', 'mail', 'office1'])
