import type { ResetView } from '@keyturn/contract'
import type { Devices } from '#devices'
import type { Directory } from '#directory'
import { Fault, type Clock } from '#kernel'
import type { Policy } from '#policy'
import type { Steps } from '../steps/steps.ts'
import type { Reset } from '../store.ts'
import type { Told } from '../state.ts'
import { diagnose } from './diagnose.ts'

export interface TellingDeps {
  readonly steps: Steps
  readonly directory: Pick<Directory, 'logonLimits'>
  readonly policy: Pick<Policy, 'needFor'>
  readonly logonsOf: Devices['logonsOf']
  readonly clock: Clock
}

/**
 * What keeps her from logging on, as it is at this moment, for her who has proved who she is. What she is told is in
 * the audit log before she is told it, and again when it is something else.
 *
 * @throws {Fault} `directory.unavailable`, `audit.unavailable`.
 */
export function createTelling({ steps, directory, policy, logonsOf, clock }: TellingDeps) {
  return async (reset: Reset, now: Told): Promise<ResetView> => {
    if (reset.account === null) throw new Fault('internal', `${reset.id} tells nobody something`)
    const limits = await directory.logonLimits(reset.account.id)
    if (limits === undefined) throw new Fault('directory.refused', `account ${reset.account.id} is gone`)
    const { account } = limits
    const [hers, forReset, forUnlock] = await Promise.all([
      logonsOf(account, reset.launch),
      policy.needFor(account, 'reset'),
      policy.needFor(account, 'unlock'),
    ])
    const hindrances = diagnose({ limits, hers }, clock())
    const said = [...new Set(hindrances.map(({ what }) => what))].join(' ')
    if (said !== now.said) {
      await steps.note(reset, { type: 'why.told', outcome: 'ok', origin: null, facts: { told: said } })
      await steps.move(reset, { type: 'told', said })
    }
    return {
      state: 'told',
      purpose: now.purpose,
      account: { name: account.sAMAccountName, displayName: account.displayName },
      hindrances: [...hindrances],
      onward: [
        ...(forReset === undefined ? [] : (['reset'] as const)),
        ...(forUnlock === undefined ? [] : (['unlock'] as const)),
      ],
      expires: now.expires,
    }
  }
}
