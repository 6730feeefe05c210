import { sql, type Kysely } from 'kysely'
import type { Use, UseStore } from './store.ts'

/** By no device. */
const imported = ''
const columns = sql`name, place, kind, detail, max(seen) as seen`
const once = sql`group by name, place, kind, detail`

export function createUseStore(db: Kysely<unknown>): UseStore {
  async function put(to: Kysely<unknown>, device: string, uses: readonly Use[]): Promise<void> {
    const latest = new Map<string, Use>()
    for (const use of uses) {
      const key = JSON.stringify([use.name, use.place, use.kind, use.detail])
      const known = latest.get(key)
      if (known === undefined || known.seen < use.seen) latest.set(key, use)
    }
    await sql`
      insert into campaigns.uses (name, place, kind, detail, seen, device)
      select name, place, kind, detail, seen, ${device}
      from jsonb_to_recordset(${JSON.stringify([...latest.values()])}::jsonb)
        r (name text, place text, kind text, detail text, seen timestamptz)
      on conflict (name, place, kind, detail, device) do update
        set seen = greatest(uses.seen, excluded.seen)`.execute(to)
  }

  return {
    replace: (device, uses) =>
      db.transaction().execute(async (one) => {
        await sql`delete from campaigns.uses where device = ${device}`.execute(one)
        await put(one, device, uses)
      }),

    add: (uses) => put(db, imported, uses),

    async of(names) {
      const { rows } = await sql<Use>`
        select ${columns} from campaigns.uses
        where name in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
        ${once} order by seen desc, place, kind, detail`.execute(db)
      return rows
    },

    async running() {
      const { rows } = await sql<Use>`
        select ${columns} from campaigns.uses where kind <> 'log-on' ${once} order by name, place`.execute(db)
      return rows
    },
  }
}
