import { basename } from 'node:path'
import type { Plan } from '../guard/plan.ts'
import { mostSecondsOf, type VpnSettingsOf } from '../settings.ts'

/**
 * By wg-quick(8), which takes wireguard-go where the kernel has no WireGuard. Pure.
 *
 * WireGuard itself knows no "connected": an interface is up at once, whoever is at the other side. So it is open when
 * there was a handshake, which a keepalive provokes, and one that ends later is not seen until its DC is asked.
 *
 * @param text the configuration; only its peers' keys are read.
 */
export function wireguardPlan(settings: VpnSettingsOf<'wireguard'>, text: string): Plan {
  const { config, openSeconds } = settings
  const name = basename(config, '.conf')
  const keepAlive = peersIn(text).map((peer) => ({
    argv: ['wg', 'set', name, 'peer', peer, 'persistent-keepalive', '5'] as [string, ...string[]],
    seconds: 5,
  }))
  return {
    taken: { argv: ['ip', 'link', 'show', 'dev', name], seconds: 5 },
    open: [{ argv: ['wg-quick', 'up', config], seconds: 15 }, ...keepAlive],
    isUp: { argv: ['wg', 'show', name, 'latest-handshakes'], seconds: 5, expects: '\\t[1-9]' },
    close: [
      { argv: ['wg-quick', 'down', config], seconds: 15 },
      // What wg-quick does not take for one of its own any more: its daemon was killed.
      { argv: ['ip', 'link', 'delete', 'dev', name], seconds: 5 },
    ],
    openSeconds,
    mostSeconds: mostSecondsOf(settings),
  }
}

function peersIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*PublicKey\s*=\s*([A-Za-z0-9+/]{43}=)/gim)].map(([, key = '']) => key)
}
