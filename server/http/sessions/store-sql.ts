import { gathered } from '#kernel'
import { prepared, type Storage } from '#storage'
import type { SessionKind } from './state.ts'
import type { SessionStore } from './store.ts'

interface SessionRow {
  id: string
  kind: SessionKind
  subject: string
  proved: boolean
  proofs: readonly string[]
  expires: Date
}

interface SessionTables {
  'http.sessions': SessionRow
}

export function createSessionStore(storage: Pick<Storage, 'tables'>): SessionStore {
  const db = storage.tables<SessionTables>()
  const insert = prepared(db, inserting)
  const among = prepared<SessionRow>(db, 'select * from http.sessions where id = any($1::text[])')
  return {
    async insert(session, { insteadOf, continues }) {
      const { id, kind, subject, proved, proofs, expires } = session
      const values = [id, kind, subject, proved, proofs, expires]
      const { numAffectedRows } = await insert(...values, insteadOf ?? '', continues)
      return numAffectedRows === 1n
    },
    find: gathered(async (ids: readonly string[]) => {
      const { rows } = await among(ids)
      return new Map(rows.map((row) => [row.id, row]))
    }),
    async remove(id) {
      await db.deleteFrom('http.sessions').where('id', '=', id).execute()
    },
    async removeOf(kind, subject, exceptId) {
      const all = db.deleteFrom('http.sessions').where('kind', '=', kind).where('subject', '=', subject)
      await (exceptId === undefined ? all : all.where('id', '!=', exceptId)).execute()
    },
    async removeAll(kind, exceptId) {
      const all = db.deleteFrom('http.sessions').where('kind', '=', kind)
      await (exceptId === undefined ? all : all.where('id', '!=', exceptId)).execute()
    },
    async removeExpired(now) {
      await db.deleteFrom('http.sessions').where('expires', '<=', now).execute()
    },
  }
}

const inserting = `
  with ended as (delete from http.sessions where id = $7 and kind = $2 returning 1)
  insert into http.sessions (id, kind, subject, proved, proofs, expires)
  select $1, $2, $3, $4::boolean, $5::text[], $6::timestamptz
  where not $8::boolean or exists (select from ended)`
