/**
 * Whether a mass reset has come to everybody: every account of a plan, on every writable DC. It reads, judges by
 * `protocols/evidence`, and has the audit log vouch for what it found. It must not know how a password is written, nor
 * where a campaign is kept: a plan's text is all it is given.
 *
 *     plan ─▶ its scope, as each DC sees it ─▶ each account on all DCs ─▶ a verdict ─▶ sums, evidence, report
 */
export { createCampaignProofs } from './proofs.ts'
export { campaignProofRoutes } from './routes.ts'
