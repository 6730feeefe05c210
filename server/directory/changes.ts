import { checkPassword } from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Log } from '#kernel'
import { large } from './dcs/attributes.ts'
import type { Change } from './dcs/connection.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory } from './directory.ts'
import { isNearLockout } from './lockout.ts'
import { changing, expiring, unlocking } from './modifications.ts'
import { settle } from './settling.ts'
import type { Target, Targets } from './targets.ts'

export interface ChangesDeps {
  readonly controllers: Controllers
  readonly targets: Targets
  /** Whatever tries a password of an account waits for those who do already. */
  readonly alone: <T>(account: AccountId, task: () => Promise<T>) => Promise<T>
  readonly log: Log
}

/** What somebody does to an account whose password she knows, or only to its lock. */
export function createChanges(
  deps: ChangesDeps,
): Pick<Directory, 'changePassword' | 'unlock' | 'requireChange'> {
  const { controllers, targets, alone, log } = deps

  /** Read back on another connection to the same DC, so that the next write need not wait for it. */
  async function zero({ dn }: Target, change: Change): Promise<{ readonly dc: string }> {
    const { attribute } = change
    const writer = await controllers.writer()
    const { dc } = writer
    const changed = await writer.turn((connection) => connection.modify(dn, [change]))
    if (changed.answer === 'refused') {
      throw new Fault('directory.refused', `${dc} did not set ${attribute} of ${dn}: ${changed.diagnostic}`)
    }
    const search = { base: dn, attributes: [attribute] }
    const [entry] = await controllers.readOn(dc, (connection) => connection.search(search)).catch(() => [])
    if (changed.answer === 'none' || entry === undefined || (large(entry, attribute) ?? 0n) !== 0n) {
      throw new Fault('directory.unknown-outcome', `${dc} did not say whether ${attribute} of ${dn} is 0 now`)
    }
    return { dc }
  }

  return {
    changePassword: (account, old, password, announced) =>
      alone(account, async () => {
        const target = await targets.announced(account, announced, 'password.changing')
        const problems = old.reveal() === password.reveal() ? (['same-as-old'] as const) : []
        const found = [...problems, ...checkPassword(password.reveal(), target.policy)]
        if (found.length > 0) return { outcome: 'refused', problems: found, interrupted: false }
        const writer = await controllers.writer()
        return writer.turn(async (connection) => {
          // A wrong old password counts at the DC, which must not lock because of us.
          if (await isNearLockout(connection, target.dn, target.policy)) {
            throw new Fault('request.too-many', `one more wrong password may lock account ${account}`)
          }
          const changed = await connection.modify(target.dn, changing(old, password))
          return settle(changed, { connection, target, way: 'change', right: 'Change Password' }, log)
        })
      }),

    unlock: async (account, announced) =>
      zero(await targets.announced(account, announced, 'unlock.setting'), unlocking),

    requireChange: async (account, announced) =>
      zero(await targets.announced(account, announced, 'password.must-change'), expiring),
  }
}
