/**
 * What is needed before somebody may do something: per group of AD, which factors and how many different ones.
 * It answers questions and never moves a reset. It must not know how a factor works.
 */
export { createPolicy, type PolicyConfig, type PolicyDeps } from './policies.ts'
export type { Need, Policy } from './policy.ts'
