/**
 * A KDC on this computer that is none: programs ask it over TCP as they would ask a DC, and the question goes to Keyturn's
 * KDC proxy by HTTPS (MS-KKDCP). For SSSD, whose own way to a proxy is not safe without a network. It must not know what
 * is asked: it opens no message and keeps none.
 */
export { openRelay } from './relay.ts'
export { createProxy, type Proxy } from './proxy.ts'
