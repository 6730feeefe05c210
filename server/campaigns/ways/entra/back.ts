import type { AccountId } from '#kernel'
import { isChanged } from './decide.ts'
import { findAll, type CloudRunning, type CloudWritingDeps } from './writing.ts'

const accountsAtOnce = 300
const readMs = 60_000

/**
 * Who of those that were written has a new password in Entra ID by now: the others are the stragglers.
 *
 * @throws {Fault} `entra.unavailable`, `entra.refused`, `directory.unavailable`.
 */
export async function lookWhoIsBack(running: CloudRunning, deps: CloudWritingDeps): Promise<void> {
  const { cloudTargets, clock } = deps
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const away = await cloudTargets.away(running.freeze, after, accountsAtOnce)
    const last = away.at(-1)
    if (last === undefined) return
    after = last.account
    const ids = away.map(({ account }) => account)
    const { found } = await findAll(ids, AbortSignal.timeout(readMs), deps)
    const back = [...found].flatMap(([account, seen]): readonly AccountId[] =>
      seen.is === 'there' && isChanged(seen.user, running) ? [account] : [],
    )
    if (back.length > 0) await cloudTargets.back(running.freeze, back, clock())
  }
}
