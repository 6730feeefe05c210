import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import { dueAt, enforcedIn, isNow, json, take } from '../claims/store-sql.ts'
import type { WrittenWay } from '../claims/claims.ts'
import { statesBefore, type TargetEvent } from '../state.ts'
import type { EndingStore, FrozenTarget } from './store.ts'

const states = (event: TargetEvent) => sql`(${sql.join([...statesBefore(event)])})`
const idsIn = (accounts: readonly AccountId[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb))`
const columns = sql`account, sid, name, segment, way, state, owner, reason, to_char(until, 'YYYY-MM-DD') as until`
const isAwaited = (ways: readonly WrittenWay[]) =>
  sql`way in (${sql.join([...ways])}) and dc is not null and back_at is null`

export function createEndingStore(db: Kysely<unknown>): EndingStore {
  return { ...proving(db), ...exempting(db), ...enforcing(db) }
}

function proving(db: Kysely<unknown>): Pick<EndingStore, 'among' | 'frozenAfter' | 'prove'> {
  return {
    async among(freeze, accounts) {
      const { rows } = await sql<FrozenTarget>`
        select ${columns} from campaigns.targets
        where "freeze" = ${freeze} and account in ${idsIn(accounts)}`.execute(db)
      return new Map(rows.map((row) => [row.account, row]))
    },

    async frozenAfter(freeze, after, limit) {
      const { rows } = await sql<FrozenTarget>`
        select ${columns} from campaigns.targets where "freeze" = ${freeze} and account > ${after}
        order by account limit ${limit}`.execute(db)
      return rows
    },

    async prove(freeze, accounts, { at, hold }) {
      // A random password proves itself; whether its person has come is another question.
      await sql`
        update campaigns.targets set state = 'verified',
          back_at = case when way = 'random-reset' and dc is not null then back_at else coalesce(back_at, ${at}) end
        where "freeze" = ${freeze} and account in ${idsIn(accounts)} and state in ${states({ type: 'proved' })}
          and not (${hold}::boolean and ${isAwaited(['random-reset'])} and state in ('written', 'overdue'))`.execute(
        db,
      )
    },
  }
}

function exempting(
  db: Kysely<unknown>,
): Pick<EndingStore, 'exemptionsOver' | 'endExemptions' | 'exemptionsOf'> {
  return {
    async exemptionsOver(freeze, day, limit) {
      const { rows } = await sql<FrozenTarget>`
        select ${columns} from campaigns.targets
        where "freeze" = ${freeze} and state in ${states({ type: 'exemption-over' })} and until < ${day}::date
        order by account limit ${limit}`.execute(db)
      return rows
    },

    async endExemptions(freeze, accounts, { day, at }) {
      const { numAffectedRows } = await sql`
        update campaigns.targets set state = coalesce(was, 'waiting'), exemption_over_at = ${at},
          was = case when was = 'failed' then case when written_at is null then 'waiting' else 'overdue' end end
        where "freeze" = ${freeze} and account in ${idsIn(accounts)}
          and state in ${states({ type: 'exemption-over' })} and until < ${day}::date`.execute(db)
      return Number(numAffectedRows ?? 0)
    },

    async exemptionsOf(freeze, limit) {
      const { rows } = await sql<FrozenTarget & { readonly isOver: boolean }>`
        select ${columns}, exemption_over_at is not null as "isOver" from campaigns.targets
        where "freeze" = ${freeze} and until is not null
          and (state = 'exempt' or (exemption_over_at is not null and state <> 'verified'))
        order by exemption_over_at is null, until, account limit ${limit}`.execute(db)
      return rows
    },
  }
}

function enforcing(
  db: Kysely<unknown>,
): Pick<EndingStore, 'markOverdue' | 'claimOverdue' | 'overdueAt' | 'awaited'> {
  return {
    async markOverdue(freeze, ways, cutoffs) {
      if (ways.length === 0) return 0
      const { numAffectedRows } = await sql`
        update campaigns.targets t set state = 'overdue'
        from jsonb_to_recordset(${json(cutoffs)}) c (office text, "timeZone" text, "upTo" date)
        where t."freeze" = ${freeze} and t.office = c.office and t.state in ${states({ type: 'deadline-passed' })}
          and ${isAwaited(ways)} and ${isNow(freeze, enforcedIn)}
          and greatest(t.due, (t.written_at at time zone c."timeZone")::date) <= c."upTo"`.execute(db)
      return Number(numAffectedRows ?? 0)
    },

    claimOverdue: (claim, { limit, open, except }) =>
      take(
        db,
        claim,
        sql`t.state in ${states({ type: 'enforcement-claimed' })} and ${dueAt(open)}
          and t.account not in ${idsIn(except)} and ${isNow(claim.freeze, enforcedIn)}`,
        {
          limit,
          set: sql`state = 'enforcing', first_dc = t.dc, first_set = t.set_after, first_key = t.key_after,
            dc = null, set_before = null, key_before = null`,
        },
      ),

    async overdueAt(freeze, open) {
      const { rows } = await sql<{ overdue: number }>`
        select count(*)::int as overdue from campaigns.targets t
        where t."freeze" = ${freeze} and t.state = 'overdue' and ${dueAt(open)}`.execute(db)
      return rows[0]?.overdue ?? 0
    },

    async awaited(freeze, ways) {
      if (ways.length === 0) return 0
      const { rows } = await sql<{ awaited: number }>`
        select count(*)::int as awaited from campaigns.targets
        where "freeze" = ${freeze} and ${isAwaited(ways)} and state in ('written', 'overdue', 'enforcing')`.execute(
        db,
      )
      return rows[0]?.awaited ?? 0
    },
  }
}
