/**
 * Turning everyone's key: a campaign gives every account of a scope a new password after an incident. `state.ts` says
 * how a campaign and each of its accounts go on, and nothing moves them otherwise. It must not know how a password is
 * written, nor what a factor is.
 *
 *     draft ─▶ simulated ─▶ half-approved ─▶ approved ─▶ running ⇄ paused ─▶ verifying ─▶ closed
 *       ▲  edited: back      (two people)                (all but the ends) ─▶ cancelled
 *
 *     waiting ⇄ writing ─▶ written ─▶ verified          `plan/` reads a file and the accounts that it is about
 *        ▲         ├─▶ verified (changed by herself)    `segments/` says where each account is, and by which rule
 *        └───── failed                                  `simulation/` says what it does to the help desk
 *     written ─▶ overdue ⇄ enforcing ─▶ enforced        `life/` keeps plans, takes two people's yes, freezes whom it is about
 *     most ⇄ exempt (by whom, why, until)               `run/` writes to each account once, on any server
 *                                                       `ending/` what comes at the deadline, `notices/` mails to people
 */
export { openPages, pageFonts, printableIn } from './evidence/page.ts'
export { readOperator, reprove, type Operator, type ReprovingDeps } from './life/reproving.ts'
export { campaignsMigrations } from './migrations/index.ts'
export { openCampaigns, type OpenCampaigns, type OpenCampaignsDeps } from './open.ts'
export { createCampaignScope } from './scope/store-sql.ts'
export { createCampaignStores } from './stores.ts'
