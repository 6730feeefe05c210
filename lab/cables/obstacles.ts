import { startCaptivePortal } from '../daemons/captive-portal.ts'
import type { Host } from '../site/host.ts'
import type { Site } from '../site/site.ts'
import { places, type Segment } from '../topology.ts'

/** What stands between a host's network cards and the network. Each takes the place of the last. */
export interface Obstacles {
  /** Lets what the host sends through at this rate only. Queued packets wait up to 5 s. */
  slow(kilobitsPerSecond: number): Promise<void>
  /** Every frame arrives this much later, in both directions: a round trip takes twice as long. */
  late(milliseconds: number): Promise<void>
  /** Of a hundred packets so many are lost, in each direction. */
  lossy(percent: number): Promise<void>
  /** As in a hotel: every name is the portal's, every web server answers as the portal, and nothing else goes through. */
  captive(): Promise<void>
  /** Names are answered, and everything else goes nowhere. */
  dnsOnly(): Promise<void>
  /** As on the first day. */
  readonly clear: () => Promise<void>
}

export function createObstacles(
  host: Host,
  site: Pick<Site, 'delay'>,
  plugged: () => readonly Segment[],
): Obstacles {
  const all = Object.keys(places[host.name].addresses) as readonly Segment[]
  let standing = new AsyncDisposableStack()

  async function clear() {
    const before = standing
    standing = new AsyncDisposableStack()
    await before.disposeAsync()
  }

  async function filter(rules: string) {
    standing.defer(async () => void (await host.must(['nft', 'flush', 'ruleset'])))
    await host.must(['nft', '-f', '-'], { input: rules })
  }

  return {
    clear,
    async slow(kilobitsPerSecond) {
      await clear()
      // A token bucket, which every kernel has.
      const bucket = ['tbf', 'rate', `${kilobitsPerSecond}kbit`, 'burst', '1600', 'latency', '5s']
      for (const segment of plugged()) {
        const qdisc = (what: string, ...how: string[]) =>
          host.must(['tc', 'qdisc', what, 'dev', segment, 'root', ...how])
        await qdisc('replace', ...bucket)
        standing.defer(async () => void (await qdisc('delete')))
      }
    },
    async late(milliseconds) {
      await clear()
      for (const segment of plugged()) standing.use(await site.delay(host.name, segment, milliseconds))
    },
    async lossy(percent) {
      await clear()
      await filter(`table netdev lossy {${all.map((segment) => losing(segment, percent)).join('')}\n}`)
    },
    async captive() {
      await clear()
      const [segment] = plugged()
      if (segment === undefined) throw new Error(`${host.name} is plugged in nowhere`)
      const portal = await startCaptivePortal(host, segment)
      standing.defer(() => portal.stop())
      await filter(portal.rules(all))
    },
    async dnsOnly() {
      await clear()
      await filter(`table inet dns_only {${all.map(onlyDns).join('')}\n}`)
    },
  }
}

/** Before anything else sees the packet, also one that is passed on. */
const losing = (segment: Segment, percent: number) => `
  chain ${segment}_in {
    type filter hook ingress device ${segment} priority 0;
    meta protocol ip numgen random mod 100 < ${percent} drop
  }
  chain ${segment}_out {
    type filter hook egress device ${segment} priority 0;
    meta protocol ip numgen random mod 100 < ${percent} drop
  }`

const onlyDns = (segment: Segment) => `
  chain ${segment}_in {
    type filter hook input priority 0;
    iifname ${segment} meta l4proto { tcp, udp } th sport != 53 drop
    iifname ${segment} meta l4proto != { tcp, udp } drop
  }
  chain ${segment}_out {
    type filter hook output priority 0;
    oifname ${segment} meta l4proto { tcp, udp } th dport != 53 drop
    oifname ${segment} meta l4proto != { tcp, udp } drop
  }`
