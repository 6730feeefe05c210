import type { Kysely } from 'kysely'
import { createConsoleStore } from './console/index.ts'
import { createTargetStore } from './run/store-sql.ts'
import { createCampaignStore, type CampaignTables } from './store-sql.ts'

/** What this module keeps in PostgreSQL. */
export function createCampaignStores(db: Kysely<CampaignTables>) {
  return {
    store: createCampaignStore(db),
    targets: createTargetStore(db),
    seen: createConsoleStore(db),
  }
}
