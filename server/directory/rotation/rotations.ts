import { dateFromFiletime } from '@keyturn/protocols/ad'
import { Fault, secret, type Random } from '#kernel'
import { large } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { replacing, resetRight } from '../modifications.ts'
import { randomPassword } from '../random-password.ts'
import { isAboutRights } from '../refusals.ts'
import type { Targets } from '../targets.ts'

import type { Rotation } from './rotation.ts'

export interface RotationDeps {
  readonly controllers: Controllers
  readonly targets: Targets
  readonly random: Random
}

export function createRotation({ controllers, targets, random }: RotationDeps): Rotation {
  async function setAt(dc: string, dn: string) {
    const search = { base: dn, attributes: ['pwdLastSet'] }
    const entries = await controllers.readOn(dc, (one) => one.search(search)).catch(() => [])
    return entries.map((entry) => dateFromFiletime(large(entry, 'pwdLastSet') ?? 0n)?.getTime())[0]
  }

  return {
    async rotate(account, receipt) {
      const target = await targets
        .announced(account, receipt, 'password.rotating')
        .catch((cause: unknown) => {
          if (cause instanceof Fault && cause.code === 'directory.refused') return cause
          throw cause
        })
      if (target instanceof Fault) return { rotated: false, said: target.message }
      const { dn, policy } = target
      const password = secret(randomPassword(policy, random))
      const writer = await controllers.writer()
      const before = await setAt(writer.dc, dn)
      const changed = await writer.turn((connection) => connection.modify(dn, [replacing(password)]))
      if (changed.answer === 'refused') {
        const right = isAboutRights(changed) ? `the service account lacks the right "${resetRight}": ` : ''
        return { rotated: false, said: `${right}${changed.diagnostic}` }
      }
      const now = await setAt(writer.dc, dn)
      return { rotated: true, password, dc: writer.dc, isRead: now !== undefined && now !== before }
    },
  }
}
