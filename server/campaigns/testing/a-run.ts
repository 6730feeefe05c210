import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createLog, systemClock, type AccountId } from '#kernel'
import { openStorage } from '#storage'
import { aDatabase, type TestDatabase } from '../../storage/testing.ts'
import { writtenWays } from '../claims/claims.ts'
import { campaignsMigrations } from '../migrations/index.ts'
import type { Frozen } from '../run/store.ts'
import { createTargetStore } from '../run/store-sql.ts'
import { createCampaignStore } from '../store-sql.ts'

export const at = new Date('2026-11-30T08:00:00Z')
export const open = [{ office: '', day: '2026-11-30' }]
export const old = { pwdLastSet: new Date('2026-01-02T03:04:05.678Z'), keyVersion: 3 }

export const aTarget = (over: Partial<Frozen> = {}): Frozen => ({
  account: randomUUID() as AccountId,
  sid: 'S-1-5-21-1-2-3-1104',
  name: 'somebody',
  segment: 'on-site',
  office: '',
  way: 'must-change',
  isDisabled: false,
  ...over,
})

/** One more server on this database. When it is disposed of, what it had in its hands ends as if it were killed. */
export function aServer({ url }: Pick<TestDatabase, 'url'>) {
  const deps = { log: createLog('silent'), clock: systemClock }
  return openStorage({ url, directory: '' }, [campaignsMigrations], deps)
}

/** A running campaign of so many people, whose only wave is due. */
export async function aRun(targets: readonly Frozen[] = Array.from({ length: 100 }, () => aTarget())) {
  const db = await aDatabase([campaignsMigrations])
  const campaigns = createCampaignStore(db.tables())
  const store = createTargetStore(db.tables(), writtenWays)
  const freeze = randomUUID()
  const draft = { plan: '', tables: {}, digest: 'd', draftedBy: 'carol', changed: at }
  await campaigns.add({ name: 'friday', ...draft })
  await campaigns.move({ name: 'friday', revision: 1 }, { now: { is: 'running' }, changed: at, freeze })
  await store.add(freeze, targets)
  await store.assignWaves(freeze, [
    { wave: 1, day: '2026-11-30', segment: 'on-site', office: '', people: targets.length },
  ])
  const claim = (hold: number | null = null) => ({ freeze, claim: randomUUID(), hold })
  const pause = async (is: 'paused' | 'running') => {
    const { revision } = (await campaigns.find('friday')) ?? assert.fail()
    assert.ok(await campaigns.move({ name: 'friday', revision }, { now: { is }, changed: at }))
  }
  const claimsEnd = (until: Date) =>
    db.tables<Lost>().updateTable('campaigns.targets').set({ claimed_until: until }).execute()
  /** As after a minute in which nobody answered. */
  const lose = () => claimsEnd(new Date(0))
  return {
    db,
    campaigns,
    store,
    freeze,
    claim,
    pause,
    claimsEnd,
    lose,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}
interface Lost {
  'campaigns.targets': { claimed_until: Date }
}
