import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { FallingStore, KeptPso, NotReached } from './store.ts'

const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::jsonb`
const ids = (accounts: readonly AccountId[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb))`
/** The domain's policy has no DN, and a key no null. */
const keyOf = (source: string | null) => source ?? ''
const sourceOf = (key: string) => (key === '' ? null : key)

export function createFallingStore(db: Kysely<unknown>): FallingStore {
  return { ...objects(db), ...joining(db), ...people(db), ...counting(db) }
}

function objects(db: Kysely<unknown>): Pick<FallingStore, 'psos' | 'left' | 'add' | 'note'> {
  type Row = Omit<KeptPso, 'source'> & { readonly source: string }
  const read = async (which: ReturnType<typeof sql>) => {
    const { rows } = await sql<Row>`
      select f."freeze", c.name as campaign, f.source, f.name, f.unit, f.dc, f.now, f.cutoff, f.said
      from campaigns.falling f join campaigns.campaigns c on c."freeze" = f."freeze"
      where ${which} order by f.name`.execute(db)
    return rows.map((row) => ({ ...row, source: sourceOf(row.source) }))
  }
  return {
    psos: (freeze) => read(sql`f."freeze" = ${freeze}`),
    left: () => read(sql`f.now <> 'removed'`),
    async add({ freeze, source, name, unit, dc }) {
      await sql`
        insert into campaigns.falling ("freeze", source, name, unit, dc, now)
        values (${freeze}, ${keyOf(source)}, ${name}, ${unit}, ${dc}, 'making')
        on conflict do nothing`.execute(db)
    },
    async note({ freeze, source }, { now, cutoff, said }) {
      await sql`
        update campaigns.falling set now = coalesce(${now ?? null}, now),
          cutoff = coalesce(${cutoff ?? null}::timestamptz, cutoff),
          said = case when ${said !== undefined} then ${said ?? null} else said end
        where "freeze" = ${freeze} and source = ${keyOf(source)}`.execute(db)
    },
  }
}

function joining(db: Kysely<unknown>): Pick<FallingStore, 'fresh' | 'join' | 'bar'> {
  return {
    async fresh(freeze, limit) {
      const { rows } = await sql<{ account: AccountId }>`
        select t.account from campaigns.targets t
        where t."freeze" = ${freeze} and t.way = 'falling-maximum-age' and t.state = 'waiting'
          and not exists (select 1 from campaigns.falling_members m
            where m."freeze" = t."freeze" and m.account = t.account)
        order by t.account limit ${limit}`.execute(db)
      return rows.map(({ account }) => account)
    },

    async join(freeze, members) {
      const rows = members.map(({ account, source, pwdLastSet }) => ({
        account,
        source: keyOf(source),
        set: pwdLastSet,
      }))
      await sql`
        insert into campaigns.falling_members ("freeze", account, source, set_at)
        select ${freeze}, account, source, set
        from jsonb_to_recordset(${json(rows)}) r (account uuid, source text, set timestamptz)
        on conflict do nothing`.execute(db)
    },

    async bar(freeze, accounts) {
      const rows = [...accounts].map(([account, why]) => ({ account, why }))
      await sql`
        insert into campaigns.falling_members ("freeze", account, why)
        select ${freeze}, account, why from jsonb_to_recordset(${json(rows)}) r (account uuid, why text)
        on conflict ("freeze", account) do update set why = excluded.why`.execute(db)
    },
  }
}

function people(db: Kysely<unknown>): Pick<FallingStore, 'members' | 'setAt' | 'asked' | 'back'> {
  return {
    async members(freeze, after, limit) {
      const { rows } = await sql<{ account: AccountId; source: string; set_at: Date | null }>`
        select account, source, set_at from campaigns.falling_members
        where "freeze" = ${freeze} and why is null and left_at is null and account > ${after}
        order by account limit ${limit}`.execute(db)
      return rows.map(({ set_at: pwdLastSet, source, account }) => ({
        account,
        source: sourceOf(source),
        pwdLastSet,
      }))
    },

    async setAt(freeze, place) {
      const { rows } = await sql<{ set_at: Date | null }>`
        select set_at from campaigns.falling_members where "freeze" = ${freeze} and why is null
        order by set_at nulls first, account offset ${place} limit 1`.execute(db)
      return rows[0]?.set_at
    },

    async asked(freeze, cutoff, at) {
      await sql`
        update campaigns.targets t set state = 'written', written_at = ${at}::timestamptz
        from campaigns.falling_members m
        where t."freeze" = ${freeze} and t.state = 'waiting' and t.way = 'falling-maximum-age'
          and m."freeze" = t."freeze" and m.account = t.account and m.why is null
          and (m.set_at is null or m.set_at < ${cutoff}::timestamptz)`.execute(db)
    },

    async back(freeze, accounts, at) {
      await sql`
        update campaigns.falling_members set left_at = ${at}::timestamptz
        where "freeze" = ${freeze} and account in ${ids(accounts)}`.execute(db)
      // Before she was asked, or after: she has a password of her own.
      await sql`
        update campaigns.targets set back_at = ${at}::timestamptz,
          state = case when state = 'waiting' then 'verified' else state end
        where "freeze" = ${freeze} and way = 'falling-maximum-age' and back_at is null
          and state in ('waiting', 'written') and account in ${ids(accounts)}`.execute(db)
    },
  }
}

function counting(db: Kysely<unknown>): Pick<FallingStore, 'counts'> {
  return {
    async counts(freeze) {
      const { rows } = await sql<{
        why: NotReached | null
        accounts: number
        back: number
        examples: string[]
      }>`
        select m.why, count(*)::int as accounts, count(m.left_at)::int as back,
          (array_agg(t.name order by t.name))[1:5] as examples
        from campaigns.falling_members m join campaigns.targets t on t."freeze" = m."freeze" and t.account = m.account
        where m."freeze" = ${freeze} group by m.why order by m.why`.execute(db)
      const members = rows.find(({ why }) => why === null)
      const barred = rows.flatMap(({ why, accounts, examples }) =>
        why === null ? [] : [{ why, accounts, examples }],
      )
      return { members: members?.accounts ?? 0, back: members?.back ?? 0, barred }
    },
  }
}
