import { type Kysely, sql, type Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import { Fault } from '#kernel'

export interface ModuleMigrations {
  /** Also the name of the module's PostgreSQL schema. */
  readonly module: string
  /** Forward only, by name in order: `0001-resets`. Inside a step, plain names mean the module's own schema. */
  readonly steps: Readonly<Record<string, Migration>>
}

interface Applied {
  'keyturn.migrations': { module: string; step: string; at: Date }
}

/** Any number that nothing else locks: "keyturn" in ASCII. */
const lock = 0x6b_65_79_74_75_72_6en

/**
 * Brings every module's tables up to date: all steps or none, in one transaction, and of many servers that start
 * at once one does it while the others wait.
 *
 * @throws {Fault} `storage.unavailable`, naming the step that failed, or that the database is newer than we are.
 */
export async function migrate(db: Kysely<unknown>, modules: readonly ModuleMigrations[], now: Date) {
  await (db as Kysely<Applied>).transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    await sql`set local statement_timeout = 0`.execute(tx)
    await prepare(tx)
    for (const one of modules) await bringUpToDate(tx, one, now)
  })
}

async function prepare(tx: Transaction<Applied>): Promise<void> {
  await tx.schema.createSchema('keyturn').ifNotExists().execute()
  await tx.schema
    .createTable('keyturn.migrations')
    .ifNotExists()
    .addColumn('module', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('migrations_key', ['module', 'step'])
    .execute()
}

async function bringUpToDate(tx: Transaction<Applied>, { module, steps }: ModuleMigrations, now: Date) {
  const rows = await tx
    .selectFrom('keyturn.migrations')
    .select('step')
    .where('module', '=', module)
    .orderBy('step')
    .execute()
  const names = Object.keys(steps).toSorted()
  refuseOther(
    module,
    names,
    rows.map((row) => row.step),
  )
  await tx.schema.createSchema(module).ifNotExists().execute()
  for (const name of names.slice(rows.length)) {
    await apply(tx, module, name, steps[name])
    await tx.insertInto('keyturn.migrations').values({ module, step: name, at: now }).execute()
  }
}

/** What was applied must be how our list begins: else another version of Keyturn was here. */
function refuseOther(module: string, ours: readonly string[], applied: readonly string[]): void {
  const strange = applied.find((step, i) => step !== ours[i])
  if (strange === undefined) return
  throw new Fault(
    'storage.unavailable',
    ours.includes(strange)
      ? `the step before ${module}/${strange} is missing in the database: steps are added at the end only`
      : `the database was brought up to ${module}/${strange} by a newer Keyturn: start that one, ` +
          'or restore a backup that this one made',
  )
}

async function apply(tx: Transaction<Applied>, module: string, name: string, step: Migration | undefined) {
  try {
    await sql`set local search_path to ${sql.id(module)}`.execute(tx)
    await step?.up(tx.withSchema(module))
    await sql`set local search_path to default`.execute(tx)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Fault(
      'storage.unavailable',
      `migration ${module}/${name} failed, nothing was changed: ${why}`,
      {
        cause: error,
      },
    )
  }
}
