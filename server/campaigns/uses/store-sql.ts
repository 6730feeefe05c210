import { sql, type Kysely } from 'kysely'
import type { Use, UseStore } from './store.ts'

const columns = sql`name, place, kind, detail, seen`

export function createUseStore(db: Kysely<unknown>): UseStore {
  async function put(to: Kysely<unknown>, device: string | null, uses: readonly Use[]): Promise<void> {
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
      on conflict (name, place, kind, detail) do update
        set seen = greatest(uses.seen, excluded.seen), device = excluded.device`.execute(to)
  }

  return {
    replace: (device, uses) =>
      db.transaction().execute(async (one) => {
        await sql`delete from campaigns.uses where device = ${device}`.execute(one)
        await put(one, device, uses)
      }),

    add: (uses) => put(db, null, uses),

    async of(names) {
      const { rows } = await sql<Use>`
        select ${columns} from campaigns.uses
        where name in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
        order by seen desc, place, kind, detail`.execute(db)
      return rows
    },

    async running() {
      const { rows } = await sql<Use>`
        select ${columns} from campaigns.uses where kind <> 'log-on' order by name, place`.execute(db)
      return rows
    },
  }
}
