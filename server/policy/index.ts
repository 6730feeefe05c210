/**
 * What is needed before somebody may do something: per group of AD, which factors, how many different ones, of how
 * many kinds and of what weight. It says who could do it today, and who not and why. It answers questions and never
 * moves a reset. It must not know how a factor works.
 */
export { createPolicy, type PolicyDeps } from './policies.ts'
export type { PolicyConfig } from './settings.ts'
export { isMet, type Need } from './need.ts'
export { policyPurposes, type Coverage, type Policy, type PolicyPurpose } from './policy.ts'
export { policyRoutes } from './routes.ts'
