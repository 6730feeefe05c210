import { readFile } from 'node:fs/promises'
import { ciscoPlan } from './cisco/plan.ts'
import { commandPlan } from './command/plan.ts'
import { closeGuarded, createGuardedVpn } from './guard/guard.ts'
import { closeOpenVpn, createOpenVpn } from './openvpn/openvpn.ts'
import { mostSecondsOf, type VpnSettings } from './settings.ts'
import type { Vpn } from './vpn.ts'
import { rasPlan } from './windows-ras/plan.ts'
import { wireguardPlan } from './wireguard/plan.ts'

/**
 * The VPN that this computer is configured for.
 *
 * @param folder for what has to outlive a killed agent, and for short-lived keys; made with mode 0700.
 * @throws {Error} for a driver of another system.
 */
export function createVpn(settings: VpnSettings, folder: string): Vpn {
  return {
    ...driverOf(settings, folder),
    // Of every driver: the settings may have been others when the agent was killed.
    async closeLeftOver() {
      await closeOpenVpn(folder)
      await closeGuarded(folder)
    },
  }
}

function driverOf(settings: VpnSettings, folder: string): Vpn {
  switch (settings.driver) {
    case 'openvpn':
      return createOpenVpn({ ...settings, mostSeconds: mostSecondsOf(settings), folder })
    case 'wireguard':
      return createGuardedVpn(folder, async () =>
        wireguardPlan(settings, await readFile(settings.config, 'utf8')),
      )
    case 'command':
      return createGuardedVpn(folder, (credential, files) => commandPlan(settings, credential, files))
    case 'cisco':
      return createGuardedVpn(folder, (credential) => ciscoPlan(settings, credential))
    case 'windows-ras':
      if (process.platform !== 'win32') throw new Error('vpn.driver: windows-ras works on Windows only')
      return createGuardedVpn(folder, () => rasPlan(settings))
  }
}
