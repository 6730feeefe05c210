import type { AccountId } from '#kernel'
import { enforcement } from '../run/deeds.ts'
import type { OpenOffice } from '../claims/claims.ts'
import { perform, type Room, type Running, type WritingDeps } from '../run/writing.ts'
import { isBack } from '../state.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { lastOverdueDay } from './days.ts'
import { waysEnforced } from './ways.ts'
import type { Cutoff, EndingStore, ToEnforce } from './store.ts'

/** @returns how many have become overdue: the offices are open, and the last day was before theirs. */
export async function findOverdue(
  { freeze, enforcement: how }: Running,
  { deadline, waves }: CampaignPlan,
  open: readonly OpenOffice[],
  { targets }: { readonly targets: Pick<EndingStore, 'markOverdue'> },
): Promise<number> {
  if (deadline === undefined || open.length === 0) return 0
  const cutoffs = open.map(({ office, day }): Cutoff => ({
    office,
    timeZone: waves.offices?.timeZones[office] ?? waves.timeZone,
    upTo: lastOverdueDay(day, deadline.afterDays, waves),
  }))
  return targets.markOverdue(freeze, waysEnforced(how), cutoffs)
}

/** Nothing is done to an operator, whatever put her into the scope. */
export interface EnforcingDeps extends WritingDeps {
  readonly operators: readonly AccountId[]
}

/**
 * As `writeSome`, of those that are overdue. She may have come on a DC that the writing one has not heard of, so all
 * that answer are asked before.
 *
 * @returns and throws as it does.
 */
export async function enforceSome(
  running: Running,
  open: readonly OpenOffice[],
  { dc, atMost: limit }: Room,
  deps: EnforcingDeps,
): Promise<number> {
  const { enforcement: how, t0 } = running
  if (how === null) return 0
  const { targets, directory, operators } = deps
  return perform<ToEnforce>(running, deps, {
    claim: (claim) => targets.claimOverdue(claim, { limit, open, except: operators }),
    async look(claimed) {
      const on = await dc()
      const ids = claimed.map(({ account }) => account)
      const all = new Set([on, ...(await directory.bulk.writingDcs())])
      const looks = await Promise.all(
        [...all].map(async (name) => [name, await directory.bulk.look(ids, name)] as const),
      )
      const back = claimed.filter(({ account, left }) =>
        looks.some(([, seen]) => {
          const look = seen.get(account)
          return look !== undefined && isBack(left, look, t0)
        }),
      )
      const isBackNow = new Set(back.map(({ account }) => account))
      return {
        deed: enforcement(running, how, ({ account }) => isBackNow.has(account)),
        dc: on,
        looks: new Map(looks).get(on) ?? new Map(),
      }
    },
    undone: { type: 'found-unenforced' },
  })
}
