import { Fault, type Clock } from '#kernel'
import { next, type CampaignEvent } from '../state.ts'
import type { CampaignStore, Kept, Move } from '../store.ts'

export interface MovingDeps {
  readonly store: CampaignStore
  readonly clock: Clock
}

export type Moved =
  /** `before`: what it was moved from, whatever it was when somebody looked. */
  | { readonly moved: true; readonly now: Kept['now']; readonly before: Kept }
  | { readonly moved: false; readonly now: Kept['now'] }

/** Of many at one campaign each gets its turn; more than this is not people who press. */
const mostTries = 20

/** @throws {Fault} `request.not-found` */
export async function found(store: Pick<CampaignStore, 'find'>, name: string): Promise<Kept> {
  const kept = await store.find(name)
  if (kept === undefined) throw new Fault('request.not-found', `there is no campaign ${name}`)
  return kept
}

/**
 * Moves a campaign as `state.ts` has it, whoever else moves it at the same time.
 *
 * @param fits looks at what is there now; false: it is not moved.
 */
export async function moveCampaign(
  { store, clock }: MovingDeps,
  name: string,
  event: CampaignEvent,
  {
    fits = () => true,
    with: rest = {},
  }: { readonly fits?: (kept: Kept) => boolean; readonly with?: Omit<Move, 'now' | 'changed'> } = {},
): Promise<Moved> {
  for (let i = 0; i < mostTries; i++) {
    const kept = await found(store, name)
    const now = fits(kept) ? next(kept.now, event) : undefined
    if (now === undefined) return { moved: false, now: kept.now }
    if (await store.move(kept, { ...rest, now, changed: clock() })) return { moved: true, now, before: kept }
  }
  throw new Fault('request.busy', `campaign ${name} is moved by too many at once`)
}
