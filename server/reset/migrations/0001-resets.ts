import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const resets: Migration = {
  async up(db) {
    await db.schema
      .createTable('resets')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account', 'text')
      .addColumn('sid', 'text')
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('launch', 'text')
      .addColumn('device', 'text')
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('now', 'jsonb', (column) => column.notNull())
      .addColumn('due', 'timestamptz', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('resets_due').on('resets').columns(['due']).execute()
    await db.schema
      .createIndex('resets_one_setting_per_account')
      .unique()
      .on('resets')
      .column('account')
      .where(sql.ref('state'), '=', sql.lit('setting'))
      .execute()
  },
}
