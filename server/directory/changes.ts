import { checkPassword } from '@keyturn/protocols/ad'
import { Fault, type AccountId, type Log } from '#kernel'
import { isNearLockout } from './accounts/lockout.ts'
import type { Controllers } from './dcs/controllers.ts'
import type { Directory } from './directory.ts'
import { changing } from './modifications.ts'
import { settle } from './settling.ts'
import type { Targets } from './targets.ts'

export interface ChangesDeps {
  readonly controllers: Controllers
  readonly targets: Targets
  /** Whatever tries a password of an account waits for those who do already. */
  readonly alone: <T>(account: AccountId, task: () => Promise<T>) => Promise<T>
  readonly log: Log
}

/** What somebody does to an account whose password she knows. */
export function createChanges(deps: ChangesDeps): Pick<Directory, 'changePassword'> {
  const { controllers, targets, alone } = deps
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
          return settle(changed, { connection, target, way: 'change', right: 'Change Password' }, deps)
        })
      }),
  }
}
