import { checkPassword } from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Log, type Random, type Secret } from '#kernel'
import type { Connection } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory, SetPassword } from './directory.ts'
import { replacing, resetRight, unlockingIfLocked } from './modifications.ts'
import { settle, unknown } from './settling.ts'
import type { Target, Targets } from './targets.ts'
import { beginTwoStep, finishTwoStep, type Begun } from './two-step.ts'

export interface ResetsDeps {
  readonly controllers: Controllers
  readonly targets: Targets
  /** Whoever writes a password of an account waits for those who do already. */
  readonly alone: <T>(account: AccountId, task: () => Promise<T>) => Promise<T>
  readonly random: Random
  readonly log: Log
}

/**
 * Setting a forgotten password so that the DC enforces history. A reset alone does not; there are two ways:
 *
 *     control listed by the DC:   replace unicodePwd, with policy hints                      ─▶ read back
 *     else, if there is history:  replace by a random one, pwdLastSet=0 ─▶ delete it, add the new ─▶ read back
 */
export function createResets(deps: ResetsDeps): Pick<Directory, 'setPassword'> {
  const { controllers, targets, alone, log } = deps

  async function begin(connection: Connection, target: Target, password: Secret): Promise<Begun> {
    // What our own check can find must not be left to the second of two writes.
    const problems = checkPassword(password.reveal(), target.policy)
    if (problems.length > 0) return over({ outcome: 'refused', problems, interrupted: false })
    const { policyHints } = connection
    if (policyHints === undefined && target.policy.history > 0) {
      return beginTwoStep(connection, target, deps)
    }
    const changes = [replacing(password), ...unlockingIfLocked(target)]
    const changed = await connection.modify(target.dn, changes, policyHints)
    const way = policyHints === undefined ? 'plain' : 'policy-hints'
    return over(await settle(changed, { connection, target, way, right: resetRight }, deps))
  }

  async function set(
    reading: Promise<Target>,
    password: Secret,
    onHalf: (dc: string) => Promise<void>,
  ): Promise<SetPassword> {
    const writer = await controllers.writer()
    const begun = await writer.turn(async (connection) => begin(connection, await reading, password))
    if (!begun.half) return begun.result
    const { target, between } = begun
    try {
      await onHalf(writer.dc)
      const finish = (connection: Connection) => finishTwoStep(connection, target, between, password, deps)
      return await writer.turn(finish, 'next')
    } catch (cause) {
      // From here on nothing is thrown: something was written.
      if (!(cause instanceof Fault)) throw cause
      log.error({ dc: writer.dc, why: cause.message }, 'the second half of a reset was not done')
      return unknown(writer.dc)
    }
  }

  return {
    setPassword(of, password, announced, onHalf) {
      const account = typeof of === 'string' ? of : of.account.id
      return alone(account, async () => {
        // Read while waiting in line: whoever came first is first, not whose look-up was quicker.
        const reading = targets.announced(of, announced, 'reset.setting')
        // Whether or not its turn ever comes.
        reading.catch(() => undefined)
        return set(reading, password, async (dc) => {
          await onHalf?.(dc).catch((cause: unknown) => {
            // Going on leaves the account with the password she chose; stopping, with one that nobody knows.
            log.error({ err: cause, account, dc }, 'the first half of a reset could not be noted')
          })
        })
      })
    },
  }
}

function over(result: SetPassword): Begun {
  return { half: false, result }
}
