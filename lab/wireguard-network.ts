import type { HostName } from './topology.ts'

/** Addresses of WireGuard's tunnels, apart from OpenVPN's: each laptop has its own. */
export const wireguardNetwork = { gateway: '10.8.1.1', prefix: '10.8.1.0/24' }

export const wireguardAddresses: Readonly<Partial<Record<HostName, string>>> = {
  laptop1: '10.8.1.111',
  laptop2: '10.8.1.112',
}
