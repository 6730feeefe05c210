import { sql, type Kysely } from 'kysely'
import type { ServiceStore, ServiceTarget } from './store.ts'

export function createServiceStore(db: Kysely<unknown>): ServiceStore {
  return {
    async targets(freeze, segments) {
      const { rows } = await sql<ServiceTarget>`
        select account, name, way, state from campaigns.targets
        where "freeze" = ${freeze} and segment in (${sql.join([...segments])}) order by name`.execute(db)
      return rows
    },
  }
}
