import type { Activity } from '@keyturn/contract'
import { answer, route, type Route } from '#http'
import { Fault, type AccountId } from '#kernel'
import type { AuditEntry } from './audit.ts'
import type { AuditLog } from './log.ts'

const shown = 50

export function auditRoutes(log: Pick<AuditLog, 'ofAccount' | 'leaves' | 'checkpoint'>): readonly Route[] {
  return [
    route('person.activity', async ({ session }) => {
      if (session?.kind !== 'person') throw new Fault('session.missing', 'activity without a session')
      // What a person's session is about is her account: no name in the request, so nobody else's is shown.
      const entries = await log.ofAccount(session.subject as AccountId, shown)
      return answer({ entries: entries.map(asActivity) })
    }),

    route('admin.audit-entries', async ({ query: { from, limit } }) => {
      const entries = await log.leaves(from, limit)
      return answer({ entries: [...entries], next: entries.length < limit ? null : from + limit })
    }),

    route('admin.audit-checkpoint', async () => answer(await log.checkpoint())),
  ]
}

function asActivity({ at, type, outcome, origin, facts }: AuditEntry): Activity['entries'][number] {
  const shown = { at, type, outcome, address: origin?.address ?? '', device: origin?.device ?? null }
  const { why } = facts
  // No other fact: some of them are for administrators alone.
  return type === 'device.not-refreshed' && typeof why === 'string' ? { ...shown, why } : shown
}
