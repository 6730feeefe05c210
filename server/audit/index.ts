/**
 * The tamper-evident log: an RFC 6962 Merkle tree over every event, durable before the act it announces.
 * Every module writes to it through `Audit`; nobody reads it back to decide. It must not know what the events
 * mean beyond who, what, when, from where and how it ended.
 *
 *     append ─▶ batch ─▶ one commit: entries + head ─▶ Receipt
 *                              │
 *                  advance: every entry read back, hashed on from the last mark
 *                              │
 *                  mark in a file outside the database ─▶ signed checkpoint
 *
 * A log that does not continue its last mark is not opened, appended to or signed.
 */
export type { Audit, AuditEntry, AuditEvent, AuditEventType, Receipt } from './audit.ts'
export type { AuditLog } from './log.ts'
export { checkEvent } from './facts.ts'
export { openAuditLog, type AuditDeps } from './open.ts'
export { assertAnnounces, isReceipt } from './receipts.ts'
export { auditMigrations } from './migrations/index.ts'
export { auditRoutes } from './routes.ts'
