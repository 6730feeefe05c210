import type { Audit } from '#audit'
import type { AccountId, Clock, Log } from '#kernel'
import { moveCampaign, type MovingDeps } from '../life/moving.ts'
import type { Kept } from '../store.ts'
import type { EndingStore } from './store.ts'

export interface ExemptionsDeps extends MovingDeps {
  readonly targets: Pick<EndingStore, 'exemptionsOver' | 'endExemptions'>
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

const atOnce = 500

/**
 * Whose day is over (in UTC, as verdicts have it) is as open as before, and is written to if that was still to come.
 * Each is told in the audit log before it is so.
 *
 * @returns how many.
 */
export async function endExemptions(
  { name, freeze }: Pick<Kept, 'name' | 'freeze'>,
  deps: ExemptionsDeps,
): Promise<number> {
  if (freeze === null) return 0
  const { targets, audit, clock, log } = deps
  const day = clock().toISOString().slice(0, 10)
  let ended = 0
  for (;;) {
    const over = await targets.exemptionsOver(freeze, day, atOnce)
    if (over.length === 0) break
    const about = over.map(({ account, owner, until }) => ({ account, owner, until }))
    await Promise.all(
      about.map((facts) =>
        audit.append({
          type: 'campaign.exemption-over',
          account: null,
          origin: null,
          outcome: 'ok',
          facts: { campaign: name, ...facts },
        }),
      ),
    )
    const ids = over.map(({ account }): AccountId => account)
    ended += await targets.endExemptions(freeze, ids, { day, at: clock() })
  }
  if (ended > 0) {
    log.warn({ campaign: name, accounts: ended }, 'exemptions are over: these accounts are open again')
    await moveCampaign(deps, name, { type: 'reopened' })
  }
  return ended
}
