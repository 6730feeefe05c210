import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Log } from '#kernel'
import type { Connection } from './connection.ts'
import { asFault, unavailable } from './faults.ts'
import { createStatements, type RunStatement } from './statements.ts'

const mostConnections = 16

/** A pool that reconnects by itself, and whose errors are Faults where the database is at fault. */
export function openDatabase(connection: Connection, log: Log): Kysely<unknown> {
  const pool = new pg.Pool({
    ...connection,
    max: mostConnections,
    // A lost client must not hold a row, and a runaway statement must not hold a connection, for ever.
    options: '-c idle_in_transaction_session_timeout=60s -c statement_timeout=60s',
  })
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool: faulting(pool) }) })
}

function faulting(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const run = createStatements()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw unavailable(error)
      })
      const seen = known.get(client) ?? faultingClient(client, run)
      known.set(client, seen)
      return seen
    },
  }
}

/** kysely tells one connection from the next by this object, so there must be one for each client. */
function faultingClient(client: pg.PoolClient, run: RunStatement): PostgresPoolClient {
  // Between the queries of a transaction pg-pool does not listen, and an unheard 'error' ends the process.
  client.on('error', () => {})
  const query = (text: string, values: readonly unknown[]) =>
    run(client, text, values).catch((error: unknown) => {
      throw asFault(error)
    })
  // The other form of `query`, with a cursor, is not used: kysely asks for it only where a Cursor is configured.
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  }
}
