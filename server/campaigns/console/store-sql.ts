import { sql, type Kysely } from 'kysely'
import type { CallsInHour, ConsoleStore, DoneInHour, Failed } from './store.ts'

export function createConsoleStore(db: Kysely<unknown>): ConsoleStore {
  return {
    async doneByHour(freeze) {
      const { rows } = await sql<DoneInHour>`
        select date_trunc('hour', coalesce(written_at, back_at)) + interval '1 hour' as at, count(*)::int as accounts
        from campaigns.targets
        where "freeze" = ${freeze} and wave is not null and state not in ('waiting', 'writing', 'failed', 'exempt')
          and coalesce(written_at, back_at) is not null
        group by 1 order by 1`.execute(db)
      return rows
    },

    async failed(freeze, most) {
      const { rows } = await sql<Failed>`
        select why, name from (
          select why, name, row_number() over (partition by why order by name) as place
          from campaigns.targets where "freeze" = ${freeze} and state = 'failed') f
        where place <= ${most} order by why, name`.execute(db)
      return rows
    },

    async calls(campaign) {
      const { rows } = await sql<CallsInHour>`
        select hour as from, calls from campaigns.calls where campaign = ${campaign} order by hour`.execute(
        db,
      )
      return rows
    },

    async tell(campaign, hours) {
      // The last word counts, also where one list names an hour twice.
      const last = new Map(hours.map(({ from, calls }) => [from.toISOString(), calls]))
      const rows = [...last].map(([hour, calls]) => ({ hour, calls }))
      await sql`
        insert into campaigns.calls (campaign, hour, calls)
        select ${campaign}, r.hour, r.calls
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (hour timestamptz, calls int)
        on conflict (campaign, hour) do update set calls = excluded.calls`.execute(db)
    },
  }
}
