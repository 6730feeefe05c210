/**
 * What a rehearsal elsewhere needs of this domain: the form of what a plan is about, without anything secret. It must
 * not know where and how the rehearsal is held.
 */
export { rehearsalRoutes } from './routes.ts'
export { createShapes } from './shape.ts'
