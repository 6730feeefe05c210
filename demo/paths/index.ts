/**
 * The ways of FEATURES.md F1 to F6 from a new password to the laptop in front of Alice, as the demo tells them: one
 * `Path` for each name of `--path`. A path knows its scene and its part of the story; what is true of all of them is
 * told by `story.ts`.
 */
import { vpnConfigPath } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import type { Stage } from '../stage.ts'
import { reportLater, resetByHand } from './by-hand.ts'
import { resetByLaunch } from './launched.ts'
import type { Path } from './path.ts'

export { alicesNewPassword, type Path } from './path.ts'

const usual = { hosts: [], config: {}, isInOffice: false, async prepare() {} }

export const paths = {
  direct: {
    ...usual,
    logged: 'direct',
    scene: 'Alice is back in the office, with laptop1, and forgot her password over her holidays.',
    isInOffice: true,
    prepare: ({ world }) => world.lab.laptop('laptop1').home(),
    reset: (stage, telling) =>
      resetByLaunch(stage, telling, {
        tunnel: 'never',
        doing: 'a real log-on against the DC, off-line proof',
      }),
  },
  partial: {
    ...usual,
    logged: 'vpn',
    scene: 'Alice is away, with the internet and a VPN that is opened for the refresh alone.',
    hosts: ['vpn'],
    reset: (stage, telling) =>
      resetByLaunch(stage, telling, {
        tunnel: 'after the portal',
        doing: 'tunnel up, a real log-on against the DC, off-line proof, tunnel down',
      }),
  },
  full: {
    ...usual,
    logged: 'vpn',
    scene: 'Alice is away. The portal is to be reached by VPN only, which is open from the start to the end.',
    hosts: ['vpn'],
    async prepare(stage) {
      await configureAgent(stage, { vpn: { driver: 'openvpn', config: vpnConfigPath, mode: 'full' } })
      await stage.world.lab.host('server').must(['ip', 'link', 'set', 'internet', 'down'])
    },
    reset: (stage, telling) =>
      resetByLaunch(stage, telling, {
        tunnel: 'around the portal',
        doing: 'a real log-on against the DC, proof by the cache, tunnel down',
      }),
  },
  kdcproxy: {
    ...usual,
    logged: 'kdc-proxy',
    scene: 'Alice is away, in a network that lets nothing through but HTTPS. Her laptop has no VPN.',
    config: { kdcProxy: { enabled: true, realms: ['CORP.EXAMPLE'] } },
    reset: (stage, telling) =>
      resetByLaunch(stage, telling, {
        tunnel: 'never',
        doing: 'a real Kerberos log-on by HTTPS, the cached log-on changed, off-line proof',
      }),
  },
  none: {
    ...usual,
    logged: 'no-network',
    scene: 'Alice is in a train. Her laptop has no network at all; her phone has.',
    prepare: ({ world }) => world.lab.laptop('laptop1').nowhere(),
    async reset(stage, telling) {
      await resetByHand(stage, telling)
      await reportLater(stage, telling)
    },
  },
} as const satisfies Readonly<Record<string, Path>>

export type PathName = keyof typeof paths

export function isPathName(text: string): text is PathName {
  return Object.hasOwn(paths, text)
}

async function configureAgent({ agent: { host, configFile } }: Stage, settings: object): Promise<void> {
  const config = parse(await host.read(configFile)) as object
  await host.write(configFile, stringify({ ...config, ...settings }))
}
