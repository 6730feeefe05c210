import type { Sid } from '@keyturn/protocols/ad'
import type { AccountId, Brand, Origin } from '#kernel'

/** Names are `thing.happened` and stable: runbooks and the SIEM know them. */
export type AuditEventType =
  | 'server.started'
  | 'reset.started'
  | 'reset.challenged'
  | 'reset.proved'
  | 'reset.not-proved'
  | 'reset.refused'
  | 'reset.setting'
  | 'reset.done'
  | 'reset.rejected'
  | 'reset.unknown'
  | 'reset.settled'
  | 'reset.interrupted'
  | 'unlock.setting'
  | 'unlock.done'
  | 'unlock.rejected'
  | 'why.told'
  | 'password.changing'
  | 'password.changed'
  | 'password.rejected'
  | 'password.unknown'
  | 'password.must-change'
  | 'password.randomising'
  | 'entra.flagging'
  | 'entra.pass-making'
  | 'account.disabling'
  | 'password.tier-setting'
  | 'password.tier-set'
  | 'password.tier-failed'
  | 'reminders.sent'
  | 'person.signed-in'
  | 'person.not-signed-in'
  | 'person.challenged'
  | 'person.proved'
  | 'person.not-proved'
  | 'factor.enrolled'
  | 'factor.removed'
  | 'factor.frozen'
  | 'factor.thawed'
  | 'factor.codes-issued'
  | 'factor.pass-issued'
  | 'factor.pass-revoked'
  | 'token.imported'
  | 'approval.asked'
  | 'approval.given'
  | 'approval.refused'
  | 'device.key-made'
  | 'device.enrolled'
  | 'device.removed'
  | 'device.settings-set'
  | 'device.policy-ordered'
  | 'device.policy-set'
  | 'device.assigned'
  | 'device.unassigned'
  | 'device.order-made'
  | 'device.order-given'
  | 'device.order-dropped'
  | 'device.forgot'
  | 'device.launched'
  | 'device.sealed'
  | 'device.fetched'
  | 'device.answered'
  | 'device.refreshed'
  | 'device.not-refreshed'
  | 'tunnel.certified'
  | 'enrolment.asked'
  | 'notice.sent'
  | 'notice.failed'
  | 'kdc-proxy.refused'
  | 'campaign.planned'
  | 'campaign.simulated'
  | 'campaign.verified'
  | 'campaign.evidence'
  | 'inventory.read'
  | 'inventory.uses-imported'
  | 'hygiene.read'
  | 'campaign.drafted'
  | 'campaign.approved'
  | 'campaign.withdrawn'
  | 'campaign.stepped'
  | 'campaign.excused'
  | 'campaign.signed-off'
  | 'campaign.calls-told'
  | 'campaign.shape-read'
  | 'lockdown.wished'
  | 'lockdown.withdrawn'
  | 'letter.made'
  | 'letter.handed'
  | 'letters.run'
  | 'device.incident-ordered'
  | 'device.incident-given'
  | 'device.incident-done'
  | 'campaign.exemption-over'
  | 'campaign.closed'
  | 'password.aging'
  | 'password.rotating'
  | 'password.rotated'
  | 'pso.making'
  | 'pso.moving'
  | 'pso.removing'
  | 'krbtgt.resetting'
  | 'krbtgt.reset'

export interface AuditEvent {
  readonly type: AuditEventType
  /** Whose account; null where no account is meant or none was found. Never a name typed by a stranger. */
  readonly account: { readonly id: AccountId; readonly sid: Sid } | null
  /** From where; null for what the server does by itself. */
  readonly origin: Origin | null
  readonly outcome: 'ok' | 'refused' | 'unknown' | 'announced'
  /** Facts with stable names: `factor`, `why`, `dc`, `reset`, … Never a password, code, seed, key or token. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>
}

export interface AuditEntry extends AuditEvent {
  readonly index: number
  /** UTC, ISO 8601 with milliseconds. Never before the entry before it. */
  readonly at: string
}

/**
 * Proof that an event is durable. Whatever changes a directory asks for one. Only `append` makes it. It names
 * what it announces, so that a receipt for one account cannot pay for another.
 */
export type Receipt = Brand<
  { readonly index: number; readonly type: AuditEventType; readonly account: AccountId | null },
  'Receipt'
>

export interface Audit {
  /**
   * Resolves when the event is on disk. Many at once share one commit.
   *
   * @throws {Fault} `audit.unavailable`; the event may have been written none the less.
   */
  append(event: AuditEvent): Promise<Receipt>
}
