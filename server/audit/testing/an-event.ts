import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import type { AuditEvent } from '../audit.ts'

export const alice = '0f8c6a1e-0000-4000-8000-000000000001' as AccountId
export const bob = '0f8c6a1e-0000-4000-8000-000000000002' as AccountId

/** The announcement of a reset of alice's password. */
export function anEvent(change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    type: 'reset.setting',
    account: anAccount(alice),
    origin: { address: '10.1.2.3', device: 'pc-17' },
    outcome: 'announced',
    facts: { reset: 'r1' },
    ...change,
  }
}

export function anAccount(id: AccountId) {
  return { id, sid: 'S-1-5-21-1-2-3-1104' as Sid }
}
