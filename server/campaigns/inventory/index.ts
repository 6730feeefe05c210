/**
 * Looks at all accounts of the domain as an attacker would: which are services and what depends on them, and what lies
 * open. It reads by the census and writes nothing. It must not know of plans and campaigns.
 *
 *     census ─▶ traits of each account ─┬─▶ a service account? ─▶ inventory
 *                                       └─▶ findings           ─▶ hygiene
 */
export { createInventories, type InventoriesDeps } from './inventories.ts'
export { inventoryRoutes } from './routes.ts'
