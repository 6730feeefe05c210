import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'
import type { ReminderStore } from './store.ts'

/** Days are text on our side: a `date` read as a time would be another day elsewhere. */
export interface ReminderTables {
  'passwords.reminders': { account: AccountId; day: string; expires_on: string; days_before: number }
  'passwords.reminder_runs': { day: string; started_at: Date; finished_at: Date | null }
}

export function createReminderStore(db: Kysely<ReminderTables>): ReminderStore {
  return {
    async begin(day, now, staleMs) {
      const rows = await db
        .insertInto('passwords.reminder_runs')
        .values({ day, started_at: now, finished_at: null })
        .onConflict((conflict) =>
          conflict
            .column('day')
            .doUpdateSet({ started_at: now })
            .where('passwords.reminder_runs.finished_at', 'is', null)
            .where('passwords.reminder_runs.started_at', '<=', new Date(now.getTime() - staleMs)),
        )
        .returning('started_at')
        .execute()
      return rows.length === 1
    },

    async finish(day, now) {
      await db
        .updateTable('passwords.reminder_runs')
        .set({ finished_at: now })
        .where('day', '=', day)
        .execute()
    },

    async claim({ account, day, expiresOn, daysBefore }) {
      const { rows } = await sql`
        insert into passwords.reminders (account, day, expires_on, days_before)
        select ${account}::uuid, ${day}::date, ${expiresOn}::date, ${daysBefore}::int
        where not exists (
          select from passwords.reminders
          where account = ${account}::uuid and expires_on = ${expiresOn}::date and days_before <= ${daysBefore}::int
        )
        on conflict do nothing
        returning account`.execute(db)
      return rows.length === 1
    },

    async forgetBefore(day) {
      await db.deleteFrom('passwords.reminders').where('day', '<', day).execute()
      await db.deleteFrom('passwords.reminder_runs').where('day', '<', day).execute()
    },
  }
}
