/**
 * The ways that are more than one write to each account. `run/` and `life/` know nothing of them but that their accounts
 * are done by hand, until a way signs them off. Each is a folder:
 *
 *     krbtgt/   the domain's keys: reset, come to every DC, wait, reset, come to every DC
 *
 * It must not know who approved a campaign, nor move one.
 */
export { openWays, type Ways, type WaysDeps } from './ways.ts'
export { createKeyStore } from './krbtgt/store-sql.ts'
