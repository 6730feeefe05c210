import type { CampaignRefusal } from '@keyturn/contract'
import { Fault, type Random } from '#kernel'
import { planCampaign, type Placed, type PlannerDeps } from '../plan/planner.ts'
import { readPlan } from '../plan/read.ts'
import { waysOf, type CampaignPlan } from '../plan/schema.ts'
import type { Frozen, TargetStore } from '../run/store.ts'
import type { Kept } from '../store.ts'
import { sentOf } from '../sent.ts'
import { openOf } from './drafts.ts'

export type Freeze =
  | { readonly frozen: true; readonly freeze: string }
  | { readonly frozen: false; readonly refusals: readonly CampaignRefusal[]; readonly undecided: number }

export interface FreezingDeps extends PlannerDeps {
  readonly targets: Pick<TargetStore, 'add' | 'assignWaves' | 'forget'>
  readonly random: Random
}

/** So many rows go to the database at once; no more of them are ever held here. */
const rowsAtOnce = 500

/**
 * Counts the scope once more, as the directory is now, and keeps each account by its objectGUID with segment, way and
 * wave. What would be refused today is refused, whatever it was when somebody looked at it.
 */
export async function freezeTargets(kept: Kept, deps: FreezingDeps): Promise<Freeze> {
  const { targets, random } = deps
  const plan = planOf(kept)
  const freeze = newId(random)
  const rows: Frozen[] = []
  const flush = () => targets.add(freeze, rows.splice(0))
  try {
    const { planned } = await planCampaign(plan, sentOf(kept), {
      ...deps,
      show: undefined,
      onPlaced(placed) {
        const row = rowOf(placed, plan)
        if (row !== undefined) rows.push(row)
        return rows.length >= rowsAtOnce ? flush() : undefined
      },
    })
    if (openOf(planned) > 0) {
      await targets.forget(freeze)
      return { frozen: false, refusals: planned.refusals, undecided: planned.undecided.accounts }
    }
    await flush()
    await targets.assignWaves(freeze, wavePartsOf(kept, plan))
    return { frozen: true, freeze }
  } catch (error) {
    await targets.forget(freeze).catch(() => undefined)
    throw error
  }
}

/** @throws {Fault} `config.invalid` if an update of Keyturn does not take it any more. */
export function planOf({ name, plan }: Pick<Kept, 'name' | 'plan'>): CampaignPlan {
  const read = readPlan(plan)
  if (read.ok) return read.plan
  throw new Fault('config.invalid', `the plan of campaign ${name} is not one of this version: draft it anew`)
}

/** A UUID of the fourth version (RFC 9562 5.4). */
export function newId(random: Random): string {
  const bytes = Uint8Array.from(random(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function rowOf({ principal, place, office }: Placed, plan: CampaignPlan): Frozen | undefined {
  if (!place.decided) return undefined
  const { id: account, sid, sAMAccountName: name, disabled: isDisabled } = principal
  const { segment } = place
  return { account, sid, name, segment, office, way: plan.ways[segment] ?? waysOf[segment][0], isDisabled }
}

function wavePartsOf({ forecast }: Kept, plan: CampaignPlan) {
  const parts = (forecast?.waves ?? []).flatMap(({ number: wave, day, parts: some }) =>
    some.map((part) => ({ wave, day, ...part })),
  )
  // Only disabled accounts are to be written: they call nobody, and have no wave in a forecast.
  const none = { wave: 1, day: plan.waves.start, segment: 'on-site', office: '', people: 0 } as const
  return parts.length > 0 ? parts : [none]
}
