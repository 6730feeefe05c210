import type { CloudUser } from '#entra'

/** What is to be reached for one user. */
export interface CloudGoal {
  /** A password that is older is not to be trusted. */
  readonly t0: Date
  readonly revokes: boolean
}

/** What a look tells of a write that may have happened. */
export type CloudLook = Pick<CloudUser, 'mustChange' | 'lastPasswordChange' | 'sessionsFrom'>

/** Has a new password since T0, and nobody asks for another one. */
export function isChanged({ mustChange, lastPasswordChange }: CloudLook, { t0 }: CloudGoal): boolean {
  return !mustChange && lastPasswordChange !== null && lastPasswordChange >= t0
}

export interface Needs {
  readonly flag: boolean
  readonly revoke: boolean
}

/**
 * Pure. What is to be sent to a user to whom nothing was sent yet. Sessions that began with the old password outlive a
 * new one, so they are ended also where she has changed it, unless they were ended since T0.
 */
export function needsOf(look: CloudLook, goal: CloudGoal): Needs {
  const changed = isChanged(look, goal)
  const ended = changed && look.sessionsFrom !== null && look.sessionsFrom >= goal.t0
  return { flag: !changed && !look.mustChange, revoke: goal.revokes && !ended }
}

/**
 * Pure. What has become of it. `before`: when her sessions began to count before anything was sent; the service moves it
 * when it ends them, by its own clock, so the two are compared with each other and with no clock of ours.
 */
export function cloudFoundOf(
  before: Date | null,
  now: CloudLook,
  goal: CloudGoal,
): 'written' | 'changed' | 'unwritten' {
  const ended = now.sessionsFrom !== null && (before === null || now.sessionsFrom > before)
  if (goal.revokes && !ended && needsOf(now, goal).revoke) return 'unwritten'
  if (isChanged(now, goal)) return 'changed'
  return now.mustChange ? 'written' : 'unwritten'
}
