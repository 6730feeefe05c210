/**
 * A tunnel into the office's network, closed whatever happens. One folder for each driver. It must not know why it is
 * opened: only the refresh decides that, after a statement was verified, or the person who starts a reset where the mode
 * is `full`.
 *
 *     openvpn ─────────────▶ its own process, tied to ours
 *     wireguard ─┐
 *     command ───┼─▶ plan ─▶ guard: a process that opens, watches, and closes when we end
 *     cisco ─────┤
 *     windows-ras┘
 */
export type { Credential, Tunnel, Vpn } from './vpn.ts'
export { createVpn } from './drivers.ts'
export { credentialsOf, filesOf, vpnSettings, type CredentialSettings, type VpnSettings } from './settings.ts'
