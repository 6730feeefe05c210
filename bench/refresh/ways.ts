import { vpnConfigPath, type HostName } from '@keyturn/lab'
import type { KeyturnAgent, World } from '@keyturn/e2e'
import { resetByHand } from './by-hand.ts'
import { resetByLaunch, type Reset } from './resets.ts'

export const laptopName = 'laptop1'

/** One path, and what is said of it. */
export interface Way {
  readonly title: string
  /** As the audit log names it. */
  readonly path: string
  readonly hosts: readonly HostName[]
  readonly config?: Readonly<Record<string, unknown>>
  /** Carries the laptop, on which people have logged on in the office, to where it is measured. */
  prepare(world: World, agent: KeyturnAgent): Promise<void>
  /** What is measured beside it, in the same state: what anybody would have to wait for. */
  readonly peer?: { readonly what: string; readonly work: (world: World) => Promise<void> }
  /** Beyond the peer's time where `overPeer`. */
  readonly goalMs: number
  readonly overPeer?: boolean
  /** Where the time begins. */
  readonly from: 'reset done' | 'answer typed'
  readonly reset: Reset
}

export const ways: readonly Way[] = [
  {
    title: 'a DC in reach',
    path: 'direct',
    hosts: [],
    prepare: () => Promise.resolve(),
    goalMs: 1_000,
    from: 'reset done',
    reset: resetByLaunch,
  },
  {
    title: 'partial VPN',
    path: 'vpn',
    hosts: ['vpn', 'internet'],
    prepare: ({ lab }) => lab.laptop(laptopName).away(),
    peer: { what: 'OpenVPN alone, until its tunnel is there', work: openTunnel },
    goalMs: 1_500,
    overPeer: true,
    from: 'reset done',
    reset: resetByLaunch,
  },
  {
    title: 'KDC proxy',
    path: 'kdc-proxy',
    hosts: ['internet'],
    config: { kdcProxy: { enabled: true, realms: ['CORP.EXAMPLE'] } },
    prepare: ({ lab }) => lab.laptop(laptopName).away(),
    goalMs: 1_500,
    from: 'reset done',
    reset: resetByLaunch,
  },
  {
    title: 'no network',
    path: 'no-network',
    hosts: [],
    prepare: ({ lab }) => lab.laptop(laptopName).nowhere(),
    goalMs: 1_000,
    from: 'answer typed',
    reset: resetByHand,
  },
]

let tunnels = 0

async function openTunnel({ lab }: World): Promise<void> {
  const host = lab.host(laptopName)
  const argv = ['openvpn', '--config', vpnConfigPath]
  const child = await host.spawn(argv, { name: `openvpn-alone-${tunnels++}` })
  const end = performance.now() + 30_000
  while (!(await child.log()).includes('Initialization Sequence Completed')) {
    if (performance.now() > end) throw new Error(await child.log())
    await new Promise((go) => setTimeout(go, 20))
  }
  await child.stop()
}
