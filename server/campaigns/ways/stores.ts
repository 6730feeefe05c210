import { createFallingStore } from './falling/store-sql.ts'
import { createKeyStore } from './krbtgt/store-sql.ts'
import { createServiceStore } from './owners/store-sql.ts'

/** What the ways keep. */
export function createWayStores(db: Parameters<typeof createKeyStore>[0]) {
  return { keys: createKeyStore(db), falling: createFallingStore(db), services: createServiceStore(db) }
}
