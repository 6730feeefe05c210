import { checkEvent, type Audit, type AuditEvent, type Receipt } from '#audit'

/** The audit log as a list. What the real one refuses, this refuses in the same words. */
export function anAuditList(): { readonly events: AuditEvent[]; readonly audit: Audit } {
  const events: AuditEvent[] = []
  return {
    events,
    audit: {
      async append(event) {
        checkEvent(event)
        events.push(event)
        return { index: events.length, type: event.type, account: event.account?.id ?? null } as Receipt
      },
    },
  }
}
