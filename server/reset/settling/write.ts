import type { PasswordState } from '#directory'
import type { Random } from '#kernel'
import { secondsSince, type Instant } from './instant.ts'

/** One attempt to change the directory, with all that is needed to learn by reading what became of it. */
export interface Write {
  readonly id: string
  readonly begun: Instant
  /** The truth is read on this DC. */
  readonly dc: string
  /** `pwdLastSet` there before; null: 0, that is must-change. */
  readonly before: Instant | null
  /** Index of its announcement in the audit log; null: nothing was sent. */
  readonly announced: number | null
  /** What waits for the device until the directory has the password. */
  readonly held: string | null
  /** It was sent and no answer came. */
  readonly unanswered: boolean
  /** What the DC answers when read, and since when it has answered just that. */
  readonly seen: { readonly pwdLastSet: Instant | null; readonly since: Instant } | null
}

export function newWrite({ dc, pwdLastSet }: PasswordState, at: Date, random: Random): Write {
  return {
    id: Buffer.from(random(9)).toString('base64url'),
    begun: at.toISOString(),
    dc,
    before: pwdLastSet?.toISOString() ?? null,
    announced: null,
    held: null,
    unanswered: false,
    seen: null,
  }
}

/** `open`: too early to say. */
export type Verdict = 'changed' | 'unchanged' | 'interrupted' | 'open'

/** A DC that answers for this long and shows no change has not got the write waiting somewhere. */
export const certainAfterSeconds = 60

/**
 * What became of a write, from what its DC shows: a later `pwdLastSet` means that the password was set; 0 means
 * that the random password of the two-step way is in force, for only that writes 0 (or that the account was
 * must-change before and may be either way: then it is told as the worse of the two, which loses nobody anything).
 */
export function verdictOn({ before, seen }: Write, at: Date): Verdict {
  if (seen === null) return 'open'
  if (isLater(seen.pwdLastSet, before)) return 'changed'
  if (secondsSince(seen.since, at) < certainAfterSeconds) return 'open'
  return seen.pwdLastSet === null ? 'interrupted' : 'unchanged'
}

export function isLater(pwdLastSet: Instant | null, before: Instant | null): boolean {
  return pwdLastSet !== null && (before === null || pwdLastSet > before)
}
