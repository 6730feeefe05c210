/**
 * The ways that are more than one write to each account. `run/` and `life/` know nothing of them but that their accounts
 * are done by hand, until a way signs them off. Each is a folder:
 *
 *     krbtgt/   the domain's keys: reset, come to every DC, wait, reset, come to every DC
 *     falling/  a maximum age: a PSO made for the campaign's people, moved along day by day, removed at its end
 *     by-hand/  computers and trusts: what their sheets have to say
 *     owners/   who answers for a service account, and a password that is handed over once
 *
 * It must not know who approved a campaign, nor move one.
 */
export { openWays, type WaysDeps } from './ways.ts'
export { createWayStores } from './stores.ts'
