/**
 * Entra ID by Microsoft Graph: whose cloud user an account has, asking it for a new password, ending its sessions, and
 * when its password was changed last. The one module that speaks to somebody outside; without its section of the
 * configuration nothing does. It must not know what a campaign is.
 *
 *     certificate or secret ─▶ token (its own tenant's, or none) ─▶ batches of twenty ⇄ throttle ─▶ a word for each
 *
 * A user is known by the anchor that synchronisation gave it and by the account's SID, both, and never by a name.
 * What was run of it was run against a double (testing/) and not against Microsoft.
 */
export type { Announced, CloudWritten, Entra, EntraConfig } from './entra.ts'
export { openEntra } from './entra.ts'
export { entraRoutes } from './routes.ts'
export type { CloudUser, Found, Whom } from './users.ts'
export { lookUpWhom, whomOf, type KnownWhom } from './whom.ts'
