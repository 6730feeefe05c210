import { sql, type Kysely } from 'kysely'
import type { PaceStore } from './store.ts'

const minute = sql`interval '60 seconds'`
/** A batch is sent for half a minute, and a DC answers within ten seconds or not at all (`run/writing.ts`). */
const longest = sql`interval '100 seconds'`

/** By the clock of the database alone. `clock_timestamp`: a transaction may have waited for its turn. */
export function createPaceStore(db: Kysely<unknown>): PaceStore {
  return {
    take: ({ freeze, batch, dc }, { atMost, perMinute }) =>
      db.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`paced ${freeze} ${dc}`}, 0))`.execute(tx)
        // Made while the clock was fast, which has been put right: each counts for the longest time from now on.
        await sql`
          update campaigns.paced set until = clock_timestamp() + ${longest}
          where "freeze" = ${freeze} and dc = ${dc} and until > clock_timestamp() + ${longest}`.execute(tx)
        await sql`
          delete from campaigns.paced
          where "freeze" = ${freeze} and dc = ${dc} and until <= clock_timestamp()`.execute(tx)
        const { rows } = await sql<{ writes: number; wait: number }>`
          select coalesce(sum(writes), 0)::int as writes,
            coalesce(extract(epoch from min(until) - clock_timestamp()), 0)::float8 as wait
          from campaigns.paced where "freeze" = ${freeze} and dc = ${dc}`.execute(tx)
        const { writes: counted, wait } = rows[0] ?? { writes: 0, wait: 0 }
        const writes = Math.max(0, Math.min(atMost, perMinute - counted))
        if (writes === 0) return { writes, waitSeconds: Math.max(0, wait) }
        await sql`
          insert into campaigns.paced ("freeze", batch, dc, writes, until)
          values (${freeze}, ${batch}, ${dc}, ${writes}, clock_timestamp() + ${longest})`.execute(tx)
        return { writes, waitSeconds: 0 }
      }),

    async end({ freeze, batch }, writes) {
      await sql`
        update campaigns.paced set writes = ${writes}, until = clock_timestamp() + ${minute}
        where "freeze" = ${freeze} and batch = ${batch}`.execute(db)
    },

    async counted(freeze) {
      const { rows } = await sql<{ dc: string; writes: number }>`
        select dc, sum(writes)::int as writes from campaigns.paced
        where "freeze" = ${freeze} and until > clock_timestamp()
        group by dc having sum(writes) > 0 order by dc`.execute(db)
      return rows
    },
  }
}
