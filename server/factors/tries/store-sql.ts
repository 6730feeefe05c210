import { sql, type Kysely } from 'kysely'
import type { Count, Counted, Limit, TriesStore } from './store.ts'
import { quietSeconds } from './limits.ts'

export interface TriesTables {
  'factors.tries': { key: string; tries: number; total: number; closes_at: Date }
  'factors.places': { place: string; seen_at: Date }
}

interface Row {
  readonly kind: 'address' | 'name' | 'account'
  readonly key: string
  readonly tries: number
  readonly closes_at: Date
}

/**
 * One row per window. `tries`: in the open window, at most one more than the limit. `total`: since the last success
 * or quiet day; every time it passes the limit, the next window is twice as long.
 */
export function createTriesStore(db: Kysely<TriesTables>): TriesStore {
  return {
    async count({ address, name, account, places }, limits, now) {
      const { rows } = await sql<Row>`
        with address as (${countOne(sql`select ${address}::text`, limits.address, now)}),
        name as (${countOne(sql`select ${name}::text`, limits.name, now)}),
        known as (
          select place from factors.places where place = any(${places})
          order by array_position(${places}, place) limit 1
        ),
        account as (${countOne(
          sql`select coalesce((select place from known), ${account}) from address, name
              where address.tries <= ${limits.address.tries} and name.tries <= ${limits.name.tries}`,
          limits.account,
          now,
        )})
        select 'address' as kind, * from address
        union all select 'name', * from name
        union all select 'account', * from account`.execute(db)
      return readRows(rows)
    },

    async countAlone(window, limit, now) {
      const { rows } = await countOne(sql`select ${window}::text`, limit, now).execute(db)
      const [row] = rows
      if (row === undefined) throw new Error('a try was not counted')
      return { window, tries: row.tries, closes: row.closes_at }
    },

    async giveBack({ address, name, account }, places, limits, now) {
      const values = sql.join(places.map((place) => sql`(${place}, ${now}::timestamptz)`))
      // What a power loss takes back here is a success that was not rewarded: no need to wait for the disk.
      await sql`
        with address as (${giveOneBack(address.window, limits.address, now)}),
        name as (${giveOneBack(name.window, limits.name, now)}),
        account as (delete from factors.tries where key = ${account?.window ?? null}),
        seen as (
          insert into factors.places (place, seen_at) values ${values}
          on conflict (place) do update set seen_at = excluded.seen_at
        )
        select set_config('synchronous_commit', 'off', true)`.execute(db)
    },

    async prune(closedBefore, placesBefore) {
      await db.deleteFrom('factors.tries').where('closes_at', '<', closedBefore).execute()
      await db.deleteFrom('factors.places').where('seen_at', '<', placesBefore).execute()
    },
  }
}

function countOne(key: ReturnType<typeof sql>, { tries, seconds, maxSeconds }: Limit, now: Date) {
  const isOpen = sql`t.closes_at > ${now}`
  const isQuiet = sql`t.closes_at <= ${new Date(now.getTime() - quietSeconds * 1000)}`
  const longer = sql`least(${maxSeconds}, ${seconds} * power(2, least(t.total / ${tries}, 20)))`
  return sql<Omit<Row, 'kind'>>`
    insert into factors.tries as t (key, tries, total, closes_at)
    select window_key, 1, 1, ${new Date(now.getTime() + seconds * 1000)}::timestamptz
    from (${key}) as counted (window_key)
    on conflict (key) do update set
      tries = case when not (${isOpen}) then 1 else least(t.tries + 1, ${tries + 1}) end,
      total = case when ${isQuiet} then 1 when ${isOpen} and t.tries >= ${tries} then t.total else t.total + 1 end,
      closes_at = case when ${isOpen} then t.closes_at
        when ${isQuiet} then excluded.closes_at
        else ${now}::timestamptz + make_interval(secs => ${longer}) end
    returning t.key, t.tries, t.closes_at`
}

const giveOneBack = (key: string, { tries }: Limit, now: Date) => sql`
  update factors.tries
  set tries = greatest(least(tries, ${tries}) - 1, 0), total = greatest(total - 1, 0)
  where key = ${key} and closes_at > ${now}`

function readRows(rows: readonly Row[]): Counted {
  const counts = new Map<Row['kind'], Count>(
    rows.map(({ kind, key, tries, closes_at: closes }) => [kind, { window: key, tries, closes }]),
  )
  const [address, name] = [counts.get('address'), counts.get('name')]
  if (address === undefined || name === undefined) throw new Error('a try was not counted')
  return { address, name, account: counts.get('account') ?? null }
}
