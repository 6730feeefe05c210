/**
 * Whether a mass reset has come to everybody: every account of a plan, on every writable DC. It reads, judges by
 * `protocols/evidence`, and has the audit log vouch for what it found. It must not know how a password is written, nor
 * how it runs. Of a campaign that is kept it moves accounts to `verified`, and closes it when nothing is left.
 *
 *     plan ─▶ its scope, as each DC sees it ─▶ each account on all DCs ─▶ a verdict ─▶ sums, evidence, report
 */
export { createKeptProofs } from './kept.ts'
export { createCampaignProofs } from './proofs.ts'
export { campaignProofRoutes } from './routes.ts'
