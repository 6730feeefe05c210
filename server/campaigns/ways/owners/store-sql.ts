import { sql, type Kysely } from 'kysely'
import type { ServiceStore, ServiceTarget } from './store.ts'

export function createServiceStore(db: Kysely<unknown>): ServiceStore {
  return {
    async targets(freeze) {
      const { rows } = await sql<ServiceTarget>`
        select account, name, way, state from campaigns.targets
        where "freeze" = ${freeze} and segment = 'service' order by name`.execute(db)
      return rows
    },
  }
}
