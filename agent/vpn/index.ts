/**
 * Partial VPN: a tunnel that is opened for one refresh and closed whatever happens. One folder for each driver. It must
 * not know why it is opened: only the refresh decides that, after a statement was verified.
 */
export type { Vpn } from './vpn.ts'
export { createOpenVpn } from './openvpn/openvpn.ts'
