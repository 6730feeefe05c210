/**
 * Turning everyone's key: a campaign gives every account of a scope a new password after an incident. Today it plans and
 * simulates, and writes nothing; `state.ts` says how a campaign and each of its accounts will go on. It must not know
 * how a password is written, nor what a factor is.
 *
 *     draft ─▶ simulated ─▶ half-approved ─▶ approved ─▶ running ⇄ paused ─▶ verifying ─▶ closed
 *       ▲  edited: back      (two people)                (all but the ends) ─▶ cancelled
 *
 *     waiting ─▶ writing ─▶ written ─▶ verified         `plan/` reads a file and the accounts that it is about
 *                              └─▶ overdue ─▶ enforced  `segments/` says where each account is, and by which rule
 *     any ─▶ exempt (by whom, why)                      `simulation/` says what it does to the help desk
 */
export { createCampaigns, type Campaigns, type CampaignsDeps } from './campaigns.ts'
export { createInventories, inventoryRoutes } from './inventory/index.ts'
export { campaignsRoutes } from './routes.ts'
export { campaignProofRoutes, createCampaignProofs } from './verification/index.ts'
