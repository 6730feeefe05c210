import { CompiledQuery, type Kysely, type QueryResult } from 'kysely'

/**
 * For what is asked many times a second: a statement written out once, with its values as $1 and on. Putting a query
 * together anew for each question takes about as long as asking it.
 *
 * @typeParam Row what comes back; the compiler does not look at the text.
 */
export function prepared<Row>(
  db: Pick<Kysely<unknown>, 'executeQuery'>,
  text: string,
): (...values: readonly unknown[]) => Promise<QueryResult<Row>> {
  return (...values) => db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))
}
