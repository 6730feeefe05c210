import { secret, type Random, type Secret } from '#kernel'
import type { Connection } from './dcs/connection.ts'
import type { SetPassword } from './directory.ts'
import { changing, expiring, replacing, resetRight, unlockingIfLocked } from './modifications.ts'
import { randomPassword } from './random-password.ts'
import { isAboutRights } from './refusals.ts'
import { settle, unknown, type SettlingDeps } from './settling.ts'
import type { Target } from './targets.ts'

/** After the first of the two writes: the old password is gone, and only `between` leads on. */
export type Begun =
  | { readonly half: true; readonly target: Target; readonly between: Secret }
  | { readonly half: false; readonly result: SetPassword }

/**
 * The first write: a random password that nobody will know, and pwdLastSet=0, which marks the account as half
 * done for whoever reads it and keeps the minimum age out of the second write's way. One modify, so both or none.
 */
export async function beginTwoStep(
  connection: Connection,
  target: Target,
  { random, ...deps }: SettlingDeps & { readonly random: Random },
): Promise<Begun> {
  const between = secret(randomPassword(target.policy, random))
  const changes = [replacing(between), expiring, ...unlockingIfLocked(target)]
  const changed = await connection.modify(target.dn, changes)
  if (changed.answer === 'done') return { half: true, target, between }
  // Refused, the old password still holds and nothing is interrupted: as with a plain reset.
  const sent = { connection, target, way: 'plain', right: resetRight } as const
  return { half: false, result: await settle(changed, sent, deps) }
}

/** The second write: a change, which obeys the history. */
export async function finishTwoStep(
  connection: Connection,
  before: Target,
  between: Secret,
  password: Secret,
  deps: SettlingDeps,
): Promise<SetPassword> {
  const target = { ...before, pwdLastSet: 0n }
  const changed = await connection.modify(target.dn, changing(between, password))
  if (changed.answer === 'refused' && isAboutRights(changed)) {
    // "User cannot change password": history never counts for such an account, and its old password is gone.
    deps.log.warn(
      { dc: connection.dc },
      'this password may not be changed, so it was reset without its history',
    )
    const reset = await connection.modify(target.dn, [replacing(password)])
    return settle(reset, { connection, target, way: 'plain', right: resetRight }, deps)
  }
  const sent = { connection, target, way: 'two-step', right: 'Change Password' } as const
  const result = await settle(changed, sent, deps)
  // Our random one is wrong: somebody else set the password in between, and only reading tells more.
  const isOvertaken = result.outcome === 'refused' && result.problems.includes('wrong-old-password')
  return isOvertaken ? unknown(connection.dc) : result
}
