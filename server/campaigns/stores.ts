import type { Storage } from '#storage'
import { createConsoleStore } from './console/index.ts'
import { createPaceStore } from './pace/index.ts'
import { createUseStore } from './uses/index.ts'
import { createTargetStore } from './run/store-sql.ts'
import { cloudWays, writtenWays } from './claims/claims.ts'
import { createCampaignStore } from './store-sql.ts'
import { createWayStores } from './ways/index.ts'

/** What this module keeps in PostgreSQL. */
export function createCampaignStores(storage: Pick<Storage, 'tables'>) {
  return {
    store: createCampaignStore(storage.tables()),
    targets: createTargetStore(storage.tables(), writtenWays),
    cloudTargets: createTargetStore(storage.tables(), cloudWays),
    seen: createConsoleStore(storage.tables()),
    paces: createPaceStore(storage.tables()),
    uses: createUseStore(storage.tables()),
    ...createWayStores(storage.tables()),
  }
}
