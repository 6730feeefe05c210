import type { CampaignForecast } from '@keyturn/contract'
import type { Generated, JSONColumnType, Kysely, Selectable } from 'kysely'
import type { AccountId } from '#kernel'
import type { Campaign } from './state.ts'
import type { CampaignStore, Kept } from './store.ts'

export interface CampaignTables {
  'campaigns.campaigns': {
    name: string
    plan: string
    tables: JSONColumnType<Record<string, string>>
    digest: string
    now: JSONColumnType<Campaign>
    revision: Generated<number>
    operators: JSONColumnType<AccountId[], string | undefined>
    forecast: JSONColumnType<CampaignForecast> | null
    freeze: string | null
    drafted_by: string
    changed_at: Date
  }
}

export function createCampaignStore(db: Kysely<CampaignTables>): CampaignStore {
  return {
    async add({ draftedBy, changed, tables, ...draft }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('campaigns.campaigns')
        .values({
          ...draft,
          tables: JSON.stringify(tables),
          now: JSON.stringify({ is: 'draft' }),
          drafted_by: draftedBy,
          changed_at: changed,
        })
        .onConflict((on) => on.doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },

    async find(name) {
      const rows = db.selectFrom('campaigns.campaigns').selectAll().where('name', '=', name)
      const row = await rows.executeTakeFirst()
      return row && keptOf(row)
    },

    async all() {
      const rows = db.selectFrom('campaigns.campaigns').selectAll().orderBy('changed_at', 'desc').limit(200)
      return (await rows.execute()).map(keptOf)
    },

    async move({ name, revision }, { now, changed, tables, operators, forecast, draftedBy, ...rest }) {
      const { numUpdatedRows } = await db
        .updateTable('campaigns.campaigns')
        .set({
          ...rest,
          now: JSON.stringify(now),
          changed_at: changed,
          revision: revision + 1,
          ...(tables && { tables: JSON.stringify(tables) }),
          ...(operators && { operators: JSON.stringify(operators) }),
          ...(forecast !== undefined && { forecast: forecast && JSON.stringify(forecast) }),
          ...(draftedBy !== undefined && { drafted_by: draftedBy }),
        })
        .where('name', '=', name)
        .where('revision', '=', revision)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

function keptOf(row: Selectable<CampaignTables['campaigns.campaigns']>): Kept {
  const { drafted_by: draftedBy, changed_at: changed, ...rest } = row
  return { ...rest, draftedBy, changed }
}
