/**
 * The computers in front of people: their enrolment, the launches they start, what is sealed and signed for them
 * after a reset, and what they report. The signed statement lets a device change a cached logon: the product's most
 * dangerous line. It must not know how a reset is proved.
 *
 *     waiting ─▶ claimed ⇄ held ──(the directory took it)──▶ released ──(once)──▶ fetched, then its report
 *        └─────────┴────────┴──────────(late, refused, not cached there)──┴──▶ ended
 *
 * `next` and `aged` (state.ts) decide; `held` and `released` carry the sealed password, nothing else does. A device without
 * a network shows a challenge instead, and the person carries the response to it: no-network/. What devices tell of all their
 * log-ons, and what they are ordered when nobody sits there: fleet/. What they
 * do about accounts in an incident: incident/.
 */
export { createDevices, type Devices, type DevicesDeps } from './devices.ts'
export type { Hers } from './fleet/hers.ts'
export { createFleetStore } from './fleet/store-sql.ts'
export { createIncidentStore } from './incident/store-sql.ts'
export { devicesMigrations } from './migrations/index.ts'
export type { DeviceOrders, Held } from './orders.ts'
export type { DeviceRequest } from './proofs.ts'
export { devicesRoutes } from './routes.ts'
export { loadNoNetworkKeys } from './no-network/keys.ts'
export { createChallengeStore } from './no-network/store-sql.ts'
export { loadSigningKey } from './signing-key.ts'
export { createSettingsStore as createDeviceSettingsStore } from './settings/store-sql.ts'
export { createSqlStore as createDeviceStore } from './store-sql.ts'
