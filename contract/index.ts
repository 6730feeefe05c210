/**
 * The HTTP API: one zod schema for each request and each answer, one table of routes, one name for each
 * error code. Server, web, agent and CLI import it; it imports nothing but zod.
 */
export * from './errors.ts'
export * from './common.ts'
export * from './factor.ts'
export * from './approval.ts'
export * from './policy.ts'
export * from './desk.ts'
export * from './portal.ts'
export * from './password.ts'
export * from './reset.ts'
export * from './person.ts'
export * from './device.ts'
export * from './fleet/check-in.ts'
export * from './fleet/logons.ts'
export * from './admin.ts'
export * from './campaign/planning.ts'
export * from './campaign/proof.ts'
export * from './campaign/inventory.ts'
export * from './campaign/running.ts'
export * from './doctor.ts'
export * from './routes.ts'
