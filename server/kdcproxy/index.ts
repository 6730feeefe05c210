/**
 * The KDC proxy (MS-KKDCP): Kerberos messages that come by HTTPS go to a KDC of the configured domain, and its answers
 * back. For computers that reach nothing but this server. It passes what it understands the outside of, for realms that
 * are allowed by name, to DCs that `directory` names and to nobody else; it opens no message, knows no password, and
 * neither logs nor keeps what is in them. It must not know who asks: that is the KDC's business, lock-outs too.
 *
 *     POST ─▶ rate of the address ─▶ well-formed? ─▶ realm allowed? ─▶ room? ─▶ the first KDC that answers ─▶ 200
 *              429                    400             403               503      503
 */
export { createKdcs, usualPorts } from './kdcs.ts'
export { createKdcProxy, type KdcProxy, type KdcProxyConfig, type KdcProxyDeps } from './kdc-proxy.ts'
export { kdcProxyRoutes } from './routes.ts'
