/**
 * What lets a device through the VPN gateway: a certificate for ten minutes, for one launch, issued by a CA of our own
 * that the gateway trusts. It must not know how a reset is proved, nor which VPN it is.
 *
 *     launch `fetched`, its report still to come ─▶ one key ─▶ one certificate (asked again: the same)
 *     launch open ─▶ refused, but where the policy dangerously says otherwise (full VPN)
 */
export { loadTunnelCa, type TunnelCa } from './ca.ts'
export { tunnelsMigrations } from './migrations/index.ts'
export { tunnelsRoutes } from './routes.ts'
export { createSqlStore as createTunnelStore } from './store-sql.ts'
export { createTunnels, type Tunnels } from './tunnels.ts'
