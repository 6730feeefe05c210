import type { CampaignWay, SegmentName } from '@keyturn/contract'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { AccountId } from '#kernel'
import { createEndingStore } from '../ending/store-sql.ts'
import { createNoticeStore } from '../notices/store-sql.ts'
import { nextOfTarget, statesBefore, type PasswordMark, type TargetEvent } from '../state.ts'
import { dueAt, enforcedIn, isNow, isOver, json, shortenClaims, take } from '../claims/store-sql.ts'
import { ownWays, type Claim, type OwnWay, type Settled } from '../claims/claims.ts'
import type { Count, Selection, TargetStore } from './store.ts'

const states = (event: TargetEvent) => sql`(${sql.join([...statesBefore(event)])})`
const listed = (ways: readonly OwnWay[]) => sql`(${sql.join([...ways])})`
/** Of all that have waves. */
const own = listed(ownWays)
const isRunning = (freeze: string) => isNow(freeze, ['running'])
const mine = ({ freeze, claim }: Claim) =>
  sql`t."freeze" = ${freeze} and t.claim = ${claim} and t.state in ('writing', 'enforcing')`

/** @param ways those that are claimed and looked for by this one. */
export function createTargetStore<W extends OwnWay>(db: Kysely<unknown>, ways: readonly W[]): TargetStore<W> {
  return {
    ...freezing(db),
    ...claiming(db, ways),
    ...looking(db, ways),
    ...byHand(db),
    ...createEndingStore(db),
    ...createNoticeStore(db),
  }
}

function freezing(db: Kysely<unknown>): Pick<TargetStore, 'add' | 'assignWaves' | 'forget'> {
  return {
    async add(freeze, targets) {
      await sql`
        insert into campaigns.targets ("freeze", account, sid, name, segment, office, way, is_disabled)
        select ${freeze}, account, sid, name, segment, office, way, "isDisabled"
        from jsonb_to_recordset(${json(targets)})
          r (account uuid, sid text, name text, segment text, office text, way text, "isDisabled" boolean)`.execute(
        db,
      )
    },

    async assignWaves(freeze, parts) {
      // An objectGUID is as good as a lot: nobody's department or name begins a wave. The disabled call nobody.
      await sql`
        with parts as (
          select wave, day, segment, office,
            sum(people) over (partition by segment, office order by wave) as upto
          from jsonb_to_recordset(${json(parts)}) p (wave int, day date, segment text, office text, people int)
        ), lots as (
          select account, segment, office,
            case when is_disabled then 0
              else row_number() over (partition by segment, office, is_disabled order by account) end as lot
          from campaigns.targets where "freeze" = ${freeze} and way in ${own}
        ), drawn as (
          select l.account, coalesce(
            (select p.wave from parts p
              where p.segment = l.segment and p.office = l.office and p.upto >= l.lot order by p.wave limit 1),
            (select max(wave) from parts)) as wave
          from lots l
        )
        update campaigns.targets t set wave = d.wave, due = (select min(p.day) from parts p where p.wave = d.wave)
        from drawn d where t."freeze" = ${freeze} and t.account = d.account`.execute(db)
    },

    async forget(freeze) {
      await sql`delete from campaigns.targets where "freeze" = ${freeze}`.execute(db)
    },
  }
}

function claiming<W extends OwnWay>(
  db: Kysely<unknown>,
  of: readonly W[],
): Pick<TargetStore<W>, 'claim' | 'claimLost' | 'note' | 'maySend' | 'settle'> {
  const ways = listed(of)
  return {
    claim: (claim, { limit, open }) =>
      take<W>(
        db,
        claim,
        sql`t.state in ${states({ type: 'claimed' })} and t.way in ${ways} and ${dueAt(open)} and ${isRunning(claim.freeze)}`,
        { limit, set: sql`state = 'writing'` },
      ),

    async claimLost(claim, limit) {
      await shortenClaims(db, claim.freeze)
      return take<W>(
        db,
        claim,
        sql`t.state in ('writing', 'enforcing') and t.way in ${ways} and ${isOver(sql`t`)}`,
        // As it is: what may have been sent is not begun anew.
        { limit, set: sql`state = t.state` },
      )
    },

    async note(claim, dc, noted) {
      const { rows } = await sql<{ account: AccountId }>`
        update campaigns.targets t set dc = ${dc}, noted_at = now(), set_before = r.set, key_before = r.key
        from jsonb_to_recordset(${json(noted.map(({ account, before }) => ({ account, ...columns(before) })))})
          r (account uuid, set timestamptz, key int)
        where ${mine(claim)} and t.account = r.account returning t.account`.execute(db)
      return new Set(rows.map(({ account }) => account))
    },

    async maySend(claim, accounts) {
      const { rows } = await sql<{ account: AccountId }>`
        select t.account from campaigns.targets t
        where ${mine(claim)} and t.claimed_until > now() and (
            (t.state = 'writing' and ${isRunning(claim.freeze)}) or
            (t.state = 'enforcing' and ${isNow(claim.freeze, enforcedIn)}))
          and t.account in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb))`.execute(
        db,
      )
      return new Set(rows.map(({ account }) => account))
    },

    settle: (claim, settled, at) => settle(db, claim, settled, at),
  }
}

async function settle(
  db: Kysely<unknown>,
  claim: Claim,
  settled: readonly Settled[],
  at: Date,
): Promise<void> {
  const rows = settled.map(({ account, event, after }) => ({
    account,
    type: event.type,
    state: stateAfter(event),
    why: event.type === 'failed' ? event.why : event.type === 'enforced' ? event.how : null,
    ...columns(after ?? { pwdLastSet: null, keyVersion: null }),
  }))
  // One that may be claimed anew forgets where it was: nothing was sent there. What was to come at the deadline, and
  // did not, leaves behind it what the first write left.
  await sql`
        update campaigns.targets t set state = r.state, why = r.why, claim = null, claimed_until = null, hold = null,
          set_after = case when r.first or t.state = r.during then t.first_set else r.set end,
          key_after = case when r.first or t.state = r.during then t.first_key else r.key end,
          was = case when r.type = 'failed' then case when t.state = 'writing' then 'waiting' else 'overdue' end end,
          written_at = case when r.type = 'found-written' then ${at}::timestamptz
            when t.state = 'enforcing' then t.written_at end,
          enforced_at = case when r.type = 'enforced' then ${at}::timestamptz end,
          back_at = case when r.type in ('found-changed', 'found-back') then ${at}::timestamptz end,
          dc = case when r.first or t.state = r.during then t.first_dc when r.state = 'waiting' then null else t.dc end
        from (
          select *, type in ('found-unenforced', 'found-back') as first,
            case when type = 'failed' then 'enforcing' end as during
          from jsonb_to_recordset(${json(rows)}) j (account uuid, type text, state text, why text, set timestamptz, key int)
        ) r where ${mine(claim)} and t.account = r.account`.execute(db)
}

const stateAfter = (event: TargetEvent) =>
  (nextOfTarget({ is: 'writing' }, event) ?? nextOfTarget({ is: 'enforcing' }, event))?.is ?? 'writing'

const columns = ({ pwdLastSet, keyVersion }: PasswordMark) => ({ set: pwdLastSet, key: keyVersion })

function looking(
  db: Kysely<unknown>,
  of: readonly OwnWay[],
): Pick<TargetStore, 'counts' | 'isOpen' | 'isDue' | 'away' | 'back'> {
  const ways = listed(of)
  return {
    async counts(freeze) {
      const { rows } = await sql<Omit<Count, 'segment' | 'way'> & { segment: SegmentName; way: CampaignWay }>`
        select segment, way, wave, to_char(due, 'YYYY-MM-DD') as day, state, why,
          count(*)::int as accounts, count(back_at)::int as back
        from campaigns.targets where "freeze" = ${freeze}
        group by segment, way, wave, due, state, why order by segment, wave, state, why`.execute(db)
      return rows
    },

    async isOpen(freeze) {
      const { rows } = await sql`
        select 1 from campaigns.targets where "freeze" = ${freeze} and state in ('waiting', 'writing', 'overdue', 'enforcing')
        limit 1`.execute(db)
      return rows.length > 0
    },

    async isDue(freeze, open) {
      const { rows } = await sql<{ due: number }>`
        select count(*)::int as due from campaigns.targets t
        where t."freeze" = ${freeze} and t.state = 'waiting' and t.way in ${ways} and ${dueAt(open)}`.execute(
        db,
      )
      return rows[0]?.due ?? 0
    },

    async away(freeze, after, limit) {
      const { rows } = await sql<{
        account: AccountId
        name: string
        dc: string
        set_after: Date | null
        key_after: number | null
      }>`
        select account, name, dc, set_after, key_after from campaigns.targets
        where "freeze" = ${freeze} and state in ('written', 'verified', 'enforced') and way in ${ways}
          and dc is not null and back_at is null and why is distinct from 'disabled' and account > ${after}
        order by account limit ${limit}`.execute(db)
      return rows.map(({ set_after: pwdLastSet, key_after: keyVersion, ...row }) => ({
        ...row,
        before: { pwdLastSet, keyVersion },
      }))
    },

    async back(freeze, accounts, at) {
      await sql`
        update campaigns.targets set back_at = ${at} where "freeze" = ${freeze} and account in
          (select value::uuid from jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb))`.execute(db)
    },
  }
}

function byHand(db: Kysely<unknown>): Pick<TargetStore, 'excuse' | 'signOff' | 'tryAgain'> {
  const which = ({ freeze, of }: Selection) =>
    'account' in of
      ? sql`"freeze" = ${freeze} and account = ${of.account}`
      : sql`"freeze" = ${freeze} and segment = ${of.segment} and way not in ${own}`
  const changed = async (update: RawBuilder<unknown>) =>
    Number((await update.execute(db)).numAffectedRows ?? 0)

  return {
    excuse: (selection, { owner, reason, until }) =>
      changed(sql`
        update campaigns.targets set state = 'exempt', owner = ${owner}, reason = ${reason}, until = ${until}::date,
          was = case when state = 'exempt' then was else state end, exemption_over_at = null
        where ${which(selection)} and state in ${states({ type: 'excused', owner, reason })}`),

    signOff: (selection, by, at) =>
      changed(sql`
        update campaigns.targets set state = 'written', owner = ${by}, written_at = ${at}, dc = null, was = null
        where ${which(selection)} and state in ${states({ type: 'signed-off' })}
          and (way not in ${own} or state = 'failed')`),

    tryAgain: (freeze) =>
      changed(sql`
        update campaigns.targets set state = coalesce(was, 'waiting'), why = null, was = null
        where "freeze" = ${freeze} and why in ('refused', 'not-in-entra') and state in ${states({ type: 'tried-again' })}`),
  }
}
