import pg from 'pg'

export type RunStatement = (
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[],
) => Promise<pg.QueryResult>

/** Those with lists in them come in many lengths, and each takes memory in every connection. */
const mostNames = 200

/** Statements that PostgreSQL parses and plans once for each connection. */
export function createStatements(): RunStatement {
  const names = new Map<string, string>()
  let last = 0

  function nameOf(text: string, values: readonly unknown[]): { readonly name?: string } {
    // Without values it may be several commands, as in migrations: PostgreSQL plans one at a time.
    if (values.length === 0) return {}
    const known = names.get(text)
    if (known !== undefined) return { name: known }
    if (names.size >= mostNames) return {}
    const name = `keyturn-${++last}`
    names.set(text, name)
    return { name }
  }

  return async (client, text, values) => {
    // Migrations are several statements in one text, which cannot be planned.
    if (values.length === 0) return client.query(text)
    try {
      return await client.query({ ...nameOf(text, values), text, values: [...values] })
    } catch (error) {
      if (!isOutdated(error)) throw error
      // Nothing was done. Another name, for the old one is taken in every connection.
      names.delete(text)
      return client.query({ ...nameOf(text, values), text, values: [...values] })
    }
  }
}

/** "Cached plan must not change result type": another server of the cluster has migrated the table meanwhile. */
function isOutdated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && /cached plan/.test(error.message)
}
