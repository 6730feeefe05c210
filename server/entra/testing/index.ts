/**
 * A double of Entra ID's sign-in and of Microsoft Graph, for tests and benches: on 127.0.0.1, by TLS, from what
 * Microsoft publishes (`metadata.ts` has the source). It is no Entra ID: what it does is what the documentation says,
 * and no more of it than is asked for here. Tokens are really checked, throttling really throttles, and a read soon after
 * a write shows what was there before.
 */
export { startGraphDouble, type GraphDouble } from './double.ts'
export { allRoles } from './habits.ts'
export { aWhom, anchorOf, anEntra, synchronise } from './people.ts'
