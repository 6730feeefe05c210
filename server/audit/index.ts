/**
 * The tamper-evident log: an RFC 6962 Merkle tree over every event, durable before the act it announces.
 * Every module writes to it through `Audit`; nobody reads it back to decide. It must not know what the events
 * mean beyond who, what, when, from where and how it ended.
 */
export type { Audit, AuditEntry, AuditEvent, Receipt } from './audit.ts'
export type { AuditLog } from './log.ts'
