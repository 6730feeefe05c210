import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import { isOver } from '../../claims/store-sql.ts'
import type { Target } from '../../state.ts'
import type { KeyState } from './state.ts'
import type { KeyStore } from './store.ts'

/** Nothing is sent in the last half of it, and a DC answers within ten seconds or not at all. */
const claimSeconds = 60

export function createKeyStore(db: Kysely<unknown>): KeyStore {
  return {
    async keys(freeze) {
      const { rows } = await sql<{
        account: AccountId
        name: string
        now: KeyState | null
        revision: number | null
        target: Target['is']
      }>`
        select t.account, t.name, k.now, k.revision, t.state as target
        from campaigns.targets t left join campaigns.keys k on k."freeze" = t."freeze" and k.account = t.account
        where t."freeze" = ${freeze} and t.way = 'krbtgt-twice' order by t.name`.execute(db)
      return rows.map(({ now, revision, ...row }) => ({
        ...row,
        state: now ?? { is: 'unchanged' },
        revision: revision ?? 0,
      }))
    },

    async move(freeze, { account, revision }, state, hold) {
      const isWriting = state.is === 'writing'
      const until = isWriting ? sql`now() + make_interval(secs => ${claimSeconds})` : sql`null::timestamptz`
      const now = JSON.stringify(state)
      // What is read back is noted whatever became of the campaign; a write begins only while it goes on.
      const mayWrite = sql`(${!isWriting} or exists (select 1 from campaigns.campaigns c
        where c."freeze" = ${freeze} and c.now ->> 'is' in ('running', 'verifying')))`
      const { numAffectedRows } =
        revision === 0
          ? await sql`
              insert into campaigns.keys ("freeze", account, now, revision, claimed_until, hold)
              select ${freeze}, ${account}, ${now}::jsonb, 1, ${until}, ${hold?.id ?? null}::bigint where ${mayWrite}
              on conflict do nothing`.execute(db)
          : await sql`
              update campaigns.keys set now = ${now}::jsonb, revision = revision + 1, claimed_until = ${until},
                hold = ${hold?.id ?? null}::bigint
              where "freeze" = ${freeze} and account = ${account} and revision = ${revision} and ${mayWrite}`.execute(
              db,
            )
      return numAffectedRows === 1n
    },

    async isLost(freeze, account) {
      // Made while the database's clock was fast: it holds a whole claim from now on, and no hour.
      const longest = sql`now() + make_interval(secs => ${claimSeconds})`
      await sql`
        update campaigns.keys set claimed_until = ${longest}
        where "freeze" = ${freeze} and account = ${account} and claimed_until > ${longest}`.execute(db)
      const { rows } = await sql`
        select 1 from campaigns.keys k where k."freeze" = ${freeze} and k.account = ${account}
          and k.now ->> 'is' = 'writing' and ${isOver(sql`k`)}`.execute(db)
      return rows.length > 0
    },
  }
}
