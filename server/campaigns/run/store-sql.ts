import type { CampaignWay, SegmentName } from '@keyturn/contract'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { AccountId } from '#kernel'
import { nextOfTarget, statesBefore, type PasswordMark, type TargetEvent } from '../state.ts'
import {
  ownWays,
  type Claim,
  type Claimed,
  type Count,
  type OpenOffice,
  type OwnWay,
  type Selection,
  type Settled,
  type TargetStore,
} from './store.ts'

/** A server that is slower than this with one batch has lost it; it stops sending long before (see `writing.ts`). */
const claimSeconds = 60

const states = (event: TargetEvent) => sql`(${sql.join([...statesBefore(event)])})`
const listed = (ways: readonly OwnWay[]) => sql`(${sql.join([...ways])})`
/** Of all that have waves. */
const own = listed(ownWays)
const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::jsonb`
const isRunning = (freeze: string) =>
  sql`exists (select 1 from campaigns.campaigns c where c."freeze" = ${freeze} and c.now ->> 'is' = 'running')`
const dueAt = (open: readonly OpenOffice[]) =>
  sql`exists (select 1 from jsonb_to_recordset(${json(open)}) o (office text, day date)
      where o.office = t.office and t.due <= o.day)`
const mine = ({ freeze, claim }: Claim) =>
  sql`t."freeze" = ${freeze} and t.claim = ${claim} and t.state = 'writing'`

/** @param ways those that are claimed and looked for by this one. */
export function createTargetStore<W extends OwnWay>(db: Kysely<unknown>, ways: readonly W[]): TargetStore<W> {
  return { ...freezing(db), ...claiming(db, ways), ...looking(db, ways), ...byHand(db) }
}

function freezing(db: Kysely<unknown>): Pick<TargetStore, 'add' | 'assignWaves' | 'forget'> {
  return {
    async add(freeze, targets) {
      await sql`
        insert into campaigns.targets ("freeze", account, name, segment, office, way, is_disabled)
        select ${freeze}, account, name, segment, office, way, "isDisabled"
        from jsonb_to_recordset(${json(targets)})
          r (account uuid, name text, segment text, office text, way text, "isDisabled" boolean)`.execute(db)
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

interface ClaimedRow<W> {
  readonly account: AccountId
  readonly way: W
  readonly dc: string | null
  readonly set_before: Date | null
  readonly key_before: number | null
  readonly noted_seconds: number | null
}

function claiming<W extends OwnWay>(
  db: Kysely<unknown>,
  of: readonly W[],
): Pick<TargetStore<W>, 'claim' | 'claimLost' | 'note' | 'maySend' | 'settle'> {
  const ways = listed(of)
  /** Whoever else takes some at this moment passes over those that are locked here. */
  async function take({ freeze, claim }: Claim, which: RawBuilder<unknown>, limit: number) {
    const { rows } = await sql<ClaimedRow<W>>`
      with taken as (
        select t.account from campaigns.targets t where t."freeze" = ${freeze} and t.way in ${ways} and ${which}
        order by t.wave, t.account limit ${limit} for update skip locked
      )
      update campaigns.targets t set state = 'writing', claim = ${claim},
        claimed_until = now() + make_interval(secs => ${claimSeconds})
      from taken where t."freeze" = ${freeze} and t.account = taken.account
      returning t.account, t.way, t.dc, t.set_before, t.key_before,
        extract(epoch from now() - t.noted_at)::int as noted_seconds`.execute(db)
    return rows.map(claimedOf)
  }

  return {
    claim: (claim, { limit, open }) =>
      take(
        claim,
        sql`t.state in ${states({ type: 'claimed' })} and ${dueAt(open)} and ${isRunning(claim.freeze)}`,
        limit,
      ),

    claimLost: (claim, limit) => take(claim, sql`t.state = 'writing' and t.claimed_until < now()`, limit),

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
        where ${mine(claim)} and t.claimed_until > now() and ${isRunning(claim.freeze)}
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
    state: stateAfter(event),
    why: event.type === 'failed' ? event.why : null,
    ...columns(after ?? { pwdLastSet: null, keyVersion: null }),
  }))
  // One that may be claimed anew forgets where it was: nothing was sent there.
  await sql`
        update campaigns.targets t set state = r.state, why = r.why, set_after = r.set, key_after = r.key,
          claim = null, claimed_until = null,
          written_at = case when r.state = 'written' then ${at}::timestamptz end,
          back_at = case when r.state = 'verified' then ${at}::timestamptz end,
          dc = case when r.state = 'waiting' then null else t.dc end
        from jsonb_to_recordset(${json(rows)}) r (account uuid, state text, why text, set timestamptz, key int)
        where ${mine(claim)} and t.account = r.account`.execute(db)
}

const stateAfter = (event: TargetEvent) => nextOfTarget({ is: 'writing' }, event)?.is ?? 'writing'

const columns = ({ pwdLastSet, keyVersion }: PasswordMark) => ({ set: pwdLastSet, key: keyVersion })

function claimedOf<W extends OwnWay>(row: ClaimedRow<W>): Claimed<W> {
  const { account, way, dc, set_before: pwdLastSet, key_before: keyVersion, noted_seconds: seconds } = row
  if (dc === null) return { account, way, noted: null }
  return { account, way, noted: { dc, before: { pwdLastSet, keyVersion }, secondsAgo: seconds ?? 0 } }
}

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
        select 1 from campaigns.targets where "freeze" = ${freeze} and state in ('waiting', 'writing', 'overdue')
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
        where "freeze" = ${freeze} and state = 'written' and way in ${ways} and dc is not null
          and back_at is null and account > ${after}
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
        update campaigns.targets set state = 'exempt', owner = ${owner}, reason = ${reason}, until = ${until}::date
        where ${which(selection)} and state in ${states({ type: 'excused', owner, reason })}`),

    signOff: (selection, by, at) =>
      changed(sql`
        update campaigns.targets set state = 'written', owner = ${by}, written_at = ${at}
        where ${which(selection)} and state in ${states({ type: 'signed-off' })}
          and (way not in ${own} or state = 'failed')`),

    tryAgain: (freeze) =>
      changed(sql`
        update campaigns.targets set state = 'waiting', why = null
        where "freeze" = ${freeze} and why in ('refused', 'not-in-entra') and state in ${states({ type: 'tried-again' })}`),
  }
}
