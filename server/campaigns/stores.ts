import { createTargetStore } from './run/store-sql.ts'
import { createCampaignStore } from './store-sql.ts'
import { createWayStores } from './ways/index.ts'

/** What campaigns keep. */
export function createCampaignStores(
  db: Parameters<typeof createCampaignStore>[0] & Parameters<typeof createWayStores>[0],
) {
  return { store: createCampaignStore(db), targets: createTargetStore(db), ...createWayStores(db) }
}
