import type { AccountId } from '#kernel'
import { isBack } from '../state.ts'
import { markOf } from './deeds.ts'
import type { Running, WritingDeps } from './writing.ts'

const accountsAtOnce = 500

/**
 * Who of those that were written has a password of her own by now: the others are the stragglers. On the DC where it was
 * written; whether all DCs have it is for the verification.
 *
 * @throws {Fault} `directory.unavailable`
 */
export async function lookWhoIsBack({ freeze, t0 }: Running, deps: WritingDeps): Promise<void> {
  const { targets, directory, clock } = deps
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const away = await targets.away(freeze, after, accountsAtOnce)
    const last = away.at(-1)
    if (last === undefined) return
    after = last.account
    const back: AccountId[] = []
    for (const [dc, some] of Map.groupBy(away, (one) => one.dc)) {
      const looks = await directory.bulk.look(
        some.map(({ account }) => account),
        dc,
      )
      for (const { account, before } of some) {
        const look = looks.get(account)
        if (look === undefined) continue
        if (isBack(before, markOf(look), t0)) back.push(account)
      }
    }
    if (back.length > 0) await targets.back(freeze, back, clock())
  }
}
