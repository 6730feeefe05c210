import { dateFromFiletime } from '@keyturn/protocols/ad'
import { Fault, type Log } from '#kernel'
import { large, type Entry } from './dcs/attributes.ts'
import type { Changed, Connection } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { SetPassword, Written } from './directory.ts'
import { unlocking } from './modifications.ts'
import { problemOf } from './refusals.ts'
import { stateAttributes, type Target } from './targets.ts'

/** A password write that was sent. */
export interface Sent {
  readonly connection: Connection
  readonly target: Target
  readonly way: Written['way']
  /** What the service account needs for it, for the text of a Fault. */
  readonly right: string
}

export interface SettlingDeps {
  readonly controllers: Pick<Controllers, 'readOn'>
  readonly log: Log
}

/**
 * What came of a write, told only after it was read back where it was written.
 *
 * @throws {Fault} if the DC refused for another reason than the password: nothing was changed then.
 */
export async function settle(changed: Changed, sent: Sent, deps: SettlingDeps): Promise<SetPassword> {
  const { connection, way, right } = sent
  switch (changed.answer) {
    case 'none':
      return unknown(connection.dc)
    case 'refused': {
      const problem = problemOf(changed, right)
      if (problem === 'rejected-by-dc')
        deps.log.info({ dc: connection.dc, said: changed.diagnostic }, 'password refused')
      return { outcome: 'refused', problems: [problem], interrupted: way === 'two-step' }
    }
    case 'done':
      return readBack(sent, deps)
  }
}

export function unknown(dc: string): SetPassword {
  return { outcome: 'unknown', dc }
}

/** On another connection to the same DC: on this one it would wait for the next write. */
async function readBack(
  { connection, target, way }: Sent,
  { controllers, log }: SettlingDeps,
): Promise<SetPassword> {
  const search = { base: target.dn, attributes: stateAttributes }
  const after = await state(controllers.readOn(connection.dc, (reader) => reader.search(search)))
  const pwdLastSet = dateFromFiletime(after?.pwdLastSet ?? 0n)
  if (after === undefined || pwdLastSet === null || after.pwdLastSet === target.pwdLastSet) {
    return unknown(connection.dc)
  }
  // Somebody locked the account between our look at it and the write.
  if (after.lockoutTime !== 0n) {
    const { answer } = await connection.modify(target.dn, [unlocking])
    log.info({ dc: connection.dc, answer }, 'unlocked after the password was set')
  }
  return { outcome: 'changed', written: { dc: connection.dc, pwdLastSet, way } }
}

async function state(reading: Promise<readonly Entry[]>) {
  try {
    const [entry] = await reading
    return (
      entry && {
        pwdLastSet: large(entry, 'pwdLastSet') ?? 0n,
        lockoutTime: large(entry, 'lockoutTime') ?? 0n,
      }
    )
  } catch (cause) {
    if (cause instanceof Fault) return undefined
    throw cause
  }
}
