import { sql, type Kysely } from 'kysely'
import { json } from '../claims/store-sql.ts'
import { writtenWays } from '../claims/claims.ts'
import type { ClaimedNotice, NoticeCount, NoticeStore } from './store.ts'

const ways = sql`(${sql.join([...writtenWays])})`

export function createNoticeStore(db: Kysely<unknown>): NoticeStore {
  return {
    async claimNotices(freeze, { office, timeZone, before, at: isAt, after }, at, limit) {
      const days = sql`r (kind text, "from" date, "to" date)`
      const { rows } = await sql<ClaimedNotice>`
        with mine as (
          select account, way, state, to_char(due, 'YYYY-MM-DD') as due, due as day,
            greatest(due, (written_at at time zone ${timeZone})::date) as written
          from campaigns.targets
          where "freeze" = ${freeze} and office = ${office} and wave is not null and way in ${ways}
            and not is_disabled and back_at is null and (state = 'waiting' or (state = 'written' and dc is not null))
        ), wanted as (
          select mine.*, r.kind from mine join jsonb_to_recordset(${json(before)}) ${days}
            on mine.state = 'waiting' and mine.day between r."from" and r."to"
          union all select mine.*, 'at' from mine where ${isAt}::boolean and mine.state = 'written'
          union all select mine.*, r.kind from mine join jsonb_to_recordset(${json(after)}) ${days}
            on mine.state = 'written' and mine.written between r."from" and r."to"
        ), next as (
          select * from wanted w where not exists (
            select 1 from campaigns.notices n
            where n."freeze" = ${freeze} and n.account = w.account and n.kind = w.kind)
          order by account limit ${limit}
        ), taken as (
          insert into campaigns.notices ("freeze", account, kind, at)
          select ${freeze}, account, kind, ${at} from next
          on conflict do nothing returning account, kind
        )
        select taken.account, taken.kind, next.way, next.due,
          case when next.state = 'written' then to_char(next.written, 'YYYY-MM-DD') end as written
        from taken join next using (account, kind)`.execute(db)
      return rows
    },

    async noticesBecame(freeze, became) {
      await sql`
        update campaigns.notices n set became = r.became
        from jsonb_to_recordset(${json(became)}) r (account uuid, kind text, became text)
        where n."freeze" = ${freeze} and n.account = r.account and n.kind = r.kind`.execute(db)
    },

    async noticeCounts(freeze) {
      const { rows } = await sql<NoticeCount>`
        select kind, coalesce(became, 'unknown') as became, count(*)::int as people
        from campaigns.notices where "freeze" = ${freeze} group by 1, 2 order by 1, 2`.execute(db)
      return rows
    },
  }
}
