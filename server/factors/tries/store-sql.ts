import type { Kysely } from 'kysely'
import { prepared } from '#storage'
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
  const count = prepared<Row>(db, counting)
  const countAlone = prepared<Row>(db, countingAlone)
  const giveBack = prepared(db, givingBack)

  return {
    async count({ address, name, account, places }, limits, now) {
      const windows = [limits.address, limits.name, limits.account].flatMap(valuesOf)
      const { rows } = await count(...times(now), address, name, account, places, ...windows)
      return readRows(rows)
    },

    async countAlone(window, limit, now) {
      const { rows } = await countAlone(...times(now), window, ...valuesOf(limit))
      const [row] = rows
      if (row === undefined) throw new Error('a try was not counted')
      return { window, tries: row.tries, closes: row.closes_at }
    },

    async giveBack({ address, name, account }, places, limits, now) {
      const windows = [address.window, name.window, account?.window ?? null]
      await giveBack(now, ...windows, places, limits.address.tries, limits.name.tries)
    },

    async prune(closedBefore, placesBefore) {
      await db.deleteFrom('factors.tries').where('closes_at', '<', closedBefore).execute()
      await db.deleteFrom('factors.places').where('seen_at', '<', placesBefore).execute()
    },
  }
}

const times = (now: Date) => [now, new Date(now.getTime() - quietSeconds * 1000)]
const valuesOf = ({ tries, seconds, maxSeconds }: Limit) => [tries, seconds, maxSeconds]

// $1 is always now; with those that count, $2 is when a window had to close to be as new.
const counting = `
  with address as (${countOne('select $3::text', 7)}),
  name as (${countOne('select $4::text', 10)}),
  known as (
    select place from factors.places where place = any($6::text[])
    order by array_position($6::text[], place) limit 1
  ),
  account as (${countOne(
    `select coalesce((select place from known), $5::text) from address, name
     where address.tries <= $7::int and name.tries <= $10::int`,
    13,
  )})
  select 'address' as kind, * from address
  union all select 'name', * from name
  union all select 'account', * from account`

const countingAlone = countOne('select $3::text', 4)

// What a power loss takes back here is a success that was not rewarded: no need to wait for the disk.
const givingBack = `
  with address as (${giveOneBack('$2::text', '$6::int')}),
  name as (${giveOneBack('$3::text', '$7::int')}),
  account as (delete from factors.tries where key = $4::text),
  seen as (
    insert into factors.places (place, seen_at)
    select distinct place, $1::timestamptz from unnest($5::text[]) as seen (place)
    on conflict (place) do update set seen_at = excluded.seen_at
  )
  select set_config('synchronous_commit', 'off', true)`

/** @param limit number of the first of its three values, as `valuesOf` gives them. */
function countOne(key: string, limit: number): string {
  const [tries, seconds, most] = [`$${limit}::int`, `$${limit + 1}::float8`, `$${limit + 2}::float8`]
  const isOpen = 't.closes_at > $1::timestamptz'
  const isQuiet = 't.closes_at <= $2::timestamptz'
  const longer = `least(${most}, ${seconds} * power(2, least(t.total / ${tries}, 20)))`
  return `
    insert into factors.tries as t (key, tries, total, closes_at)
    select window_key, 1, 1, $1::timestamptz + make_interval(secs => ${seconds})
    from (${key}) as counted (window_key)
    on conflict (key) do update set
      tries = case when not (${isOpen}) then 1 else least(t.tries + 1, ${tries} + 1) end,
      total = case when ${isQuiet} then 1 when ${isOpen} and t.tries >= ${tries} then t.total else t.total + 1 end,
      closes_at = case when ${isOpen} then t.closes_at
        when ${isQuiet} then excluded.closes_at
        else $1::timestamptz + make_interval(secs => ${longer}) end
    returning t.key, t.tries, t.closes_at`
}

function giveOneBack(key: string, most: string): string {
  return `
    update factors.tries
    set tries = greatest(least(tries, ${most}) - 1, 0), total = greatest(total - 1, 0)
    where key = ${key} and closes_at > $1::timestamptz`
}

function readRows(rows: readonly Row[]): Counted {
  const counts = new Map<Row['kind'], Count>(
    rows.map(({ kind, key, tries, closes_at: closes }) => [kind, { window: key, tries, closes }]),
  )
  const [address, name] = [counts.get('address'), counts.get('name')]
  if (address === undefined || name === undefined) throw new Error('a try was not counted')
  return { address, name, account: counts.get('account') ?? null }
}
