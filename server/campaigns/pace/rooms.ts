import type { Directory } from '#directory'
import type { Random } from '#kernel'
import { newId } from '../life/freezing.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import type { Room } from '../run/writing.ts'
import type { PaceStore } from './store.ts'

export interface RoomDeps {
  readonly paces: PaceStore
  readonly directory: { readonly bulk: Pick<Directory['bulk'], 'writingDc' | 'writingDcs'> }
  readonly random: Random
}

export interface Wish {
  readonly freeze: string
  readonly plan: Pick<CampaignPlan, 'dcs' | 'pace'>
  /** The how many-th: with several DCs, each begins at another one. */
  readonly batch: number
  readonly atMost: number
}

/**
 * On which DC the next batch is written, and how many at most; each DC has its own pace. `end` when none of it is sent
 * any more, with how many there were.
 *
 * @returns none: there is room nowhere before so many seconds are over.
 * @throws {Fault} `directory.unavailable`, `storage.unavailable`
 */
export async function roomFor(
  { freeze, plan, batch, atMost }: Wish,
  deps: RoomDeps,
): Promise<{ readonly waitSeconds: number } | (Room & { end(writes: number): Promise<void> })> {
  const { paces, random } = deps
  if (plan.pace === undefined) {
    return { atMost, dc: async () => (await inTurn(plan, batch, deps))[0] ?? '', end: async () => {} }
  }
  let waitSeconds = Infinity
  for (const dc of await inTurn(plan, batch, deps)) {
    const one = { freeze, batch: newId(random), dc }
    const room = await paces.take(one, { atMost, perMinute: plan.pace.writesPerMinute })
    if (room.writes > 0)
      return { atMost: room.writes, dc: async () => dc, end: (writes) => paces.end(one, writes) }
    waitSeconds = Math.min(waitSeconds, room.waitSeconds)
  }
  return { waitSeconds }
}

/** With several, writers begin on different ones and go round: a DC writes one after the other, whoever asks. */
async function inTurn(
  { dcs: wish }: Pick<CampaignPlan, 'dcs'>,
  batch: number,
  { directory: { bulk } }: RoomDeps,
): Promise<readonly string[]> {
  if (wish === 'nearest') return [await bulk.writingDc()]
  const dcs = await bulk.writingDcs()
  return dcs.map((_, i) => dcs[(batch + i) % dcs.length] ?? '')
}
