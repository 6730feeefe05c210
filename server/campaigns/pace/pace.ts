import type { CampaignStatus } from '@keyturn/contract'
import { readPlan } from '../plan/read.ts'
import type { Kept } from '../store.ts'
import type { PaceStore } from './store.ts'

export interface PaceDeps {
  readonly paces: Pick<PaceStore, 'counted'>
}

/** As it is shown. null: the plan sets none. */
export async function paceOf(
  { plan, freeze }: Pick<Kept, 'plan' | 'freeze'>,
  { paces }: PaceDeps,
): Promise<CampaignStatus['pace']> {
  const read = readPlan(plan)
  if (!read.ok || read.plan.pace === undefined) return null
  const dcs = freeze === null ? [] : await paces.counted(freeze)
  return { ...read.plan.pace, dcs: dcs.map((one) => ({ ...one })) }
}
