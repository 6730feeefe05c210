/**
 * What the computer does with nobody in front of it: it hears when a link comes back, tells the server how its log-ons stand,
 * and obeys orders that the pinned key signed over this request's nonce.
 *
 *     watch (always there, small) ──▶ check-in (a process of its own, seconds) ──▶ incident | refresh | forget ──▶ report
 *
 * `watch.mjs` is started by the program itself and not from here, or it would bring all of the agent into its memory. It must
 * not know how a person proves who she is.
 */
export { checkIn } from './check-in.ts'
