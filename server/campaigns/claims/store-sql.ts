import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { AccountId } from '#kernel'
import { heldNow } from '#storage'
import type { Campaign } from '../state.ts'
import type { Claim, Claimed, OpenOffice, OwnWay, WrittenWay } from './claims.ts'

/** A server that is slower than this with one batch has lost it; it stops sending long before (see `writing.ts`). */
const claimSeconds = 60

/** Its time is over and its server has it no more. Either alone may be the clock's doing, or a session's that broke. */
export const isOver = (table: RawBuilder<unknown>) =>
  sql`${table}.claimed_until < now() and (${table}.hold is null or ${table}.hold not in ${heldNow})`

/**
 * Claims that hold longer than any can: the database's clock was fast when they were made, and has been put right. They
 * hold a whole one from now on, so that whoever made them and lives has stopped sending.
 */
export async function shortenClaims(db: Kysely<unknown>, freeze: string): Promise<void> {
  const longest = sql`now() + make_interval(secs => ${claimSeconds})`
  await sql`
    update campaigns.targets set claimed_until = ${longest}
    where "freeze" = ${freeze} and state in ('writing', 'enforcing') and claimed_until > ${longest}`.execute(
    db,
  )
}

/** The deadline does not wait for the last of those who are done by hand. */
export const enforcedIn: readonly Campaign['is'][] = ['running', 'verifying']

export const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::jsonb`

export const isNow = (freeze: string, states: readonly Campaign['is'][]) =>
  sql`exists (select 1 from campaigns.campaigns c
      where c."freeze" = ${freeze} and c.now ->> 'is' in (${sql.join([...states])}))`

export const dueAt = (open: readonly OpenOffice[]) =>
  sql`exists (select 1 from jsonb_to_recordset(${json(open)}) o (office text, day date)
      where o.office = t.office and t.due <= o.day)`

interface ClaimedRow<W> {
  readonly account: AccountId
  readonly state: Claimed['is']
  readonly way: W
  readonly dc: string | null
  readonly set_before: Date | null
  readonly key_before: number | null
  readonly noted_seconds: number | null
  readonly first_set: Date | null
  readonly first_key: number | null
}

/**
 * Whoever else takes some at this moment passes over those that are locked here.
 *
 * @param set what becomes of each, beside whose it is.
 */
export async function take<W extends OwnWay = WrittenWay>(
  db: Kysely<unknown>,
  { freeze, claim, hold }: Claim,
  which: RawBuilder<unknown>,
  { limit, set }: { readonly limit: number; readonly set: RawBuilder<unknown> },
) {
  const { rows } = await sql<ClaimedRow<W>>`
    with taken as (
      select t.account from campaigns.targets t where t."freeze" = ${freeze} and ${which}
      order by t.wave, t.account limit ${limit} for update skip locked
    )
    update campaigns.targets t set ${set}, claim = ${claim}, hold = ${hold},
      claimed_until = now() + make_interval(secs => ${claimSeconds})
    from taken where t."freeze" = ${freeze} and t.account = taken.account
    returning t.account, t.state, t.way, t.dc, t.set_before, t.key_before, t.first_set, t.first_key,
      extract(epoch from now() - t.noted_at)::int as noted_seconds`.execute(db)
  return rows.map(({ account, state: is, way, dc, ...row }) => ({
    account,
    is,
    way,
    noted:
      dc === null
        ? null
        : {
            dc,
            before: { pwdLastSet: row.set_before, keyVersion: row.key_before },
            secondsAgo: row.noted_seconds ?? 0,
          },
    left: { pwdLastSet: row.first_set, keyVersion: row.first_key },
  }))
}
