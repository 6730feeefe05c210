import type { Kysely } from 'kysely'
import type { ModuleMigrations } from './migrations.ts'

/** The smallest module there can be, for the tests of storage itself. */
export const rows: ModuleMigrations = {
  module: 'rows',
  steps: {
    '0001-row': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('row')
          .addColumn('n', 'integer', (column) => column.primaryKey())
          .execute()
      },
    },
  },
}

export interface RowTables {
  'rows.row': { n: number }
}
