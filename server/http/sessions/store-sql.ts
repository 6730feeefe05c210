import { sql } from 'kysely'
import { gathered } from '#kernel'
import type { Storage } from '#storage'
import type { SessionKind } from './state.ts'
import type { SessionStore } from './store.ts'

interface SessionTables {
  'http.sessions': {
    id: string
    kind: SessionKind
    subject: string
    proved: boolean
    proofs: readonly string[]
    expires: Date
  }
}

export function createSessionStore(storage: Pick<Storage, 'tables'>): SessionStore {
  const db = storage.tables<SessionTables>()
  return {
    async insert(session, { insteadOf, continues }) {
      const { id, kind, subject, proved, proofs, expires } = session
      const { numAffectedRows } = await sql`
        with ended as (
          delete from http.sessions where id = ${insteadOf ?? ''} and kind = ${kind} returning 1
        )
        insert into http.sessions (id, kind, subject, proved, proofs, expires)
        select ${id}, ${kind}, ${subject}, ${proved}::boolean, ${proofs}::text[], ${expires}::timestamptz
        where not ${continues}::boolean or exists (select from ended)`.execute(db)
      return numAffectedRows === 1n
    },
    find: gathered(async (ids: readonly string[]) => {
      const rows = await db
        .selectFrom('http.sessions')
        .selectAll()
        .where(sql<boolean>`id = any(${ids}::text[])`)
        .execute()
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
