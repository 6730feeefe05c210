/**
 * One campaign as a server runs it: each account claimed, looked at, noted, announced durably, written, read back and
 * settled, by as many writers as a server has. Without the job queue, whose look is each minute's.
 */
import { randomUUID } from 'node:crypto'
import { campaignsMigrations, createCampaignStores } from '../../server/campaigns/index.ts'
import type { Frozen } from '../../server/campaigns/run/store.ts'
import { accountsAtOnce, writeSome } from '../../server/campaigns/run/writing.ts'
import type { Account } from '../../server/directory/index.ts'
import { createLog, systemClock, systemRandom } from '../../server/kernel/index.ts'
import { openDirectory, openLedger } from './site.ts'
import { answer, readTask } from './task.ts'

export interface CampaignRunTask {
  readonly names: readonly string[]
  readonly way: 'must-change' | 'random-reset'
  readonly dcs: 'nearest' | 'all'
  /** Host names, best first. */
  readonly domainControllers: readonly string[]
}

export interface CampaignRun {
  readonly totalMs: number
  /** On how many DCs. */
  readonly dcs: number
  readonly peakMiB: number
}

const writers = 4
const warmUp = 50
const open = [{ office: '', day: '2026-11-30' }]
const changed = new Date('2026-11-30T08:00:00Z')

const { names, way, dcs: wish, domainControllers, folder, ...place } = await readTask<CampaignRunTask>()
await using ledger = await openLedger(folder, [campaignsMigrations])
await using directory = await openDirectory({ ...place, folder }, domainControllers)
const { store, targets } = createCampaignStores(ledger.storage)
const dcs = wish === 'all' ? await directory.bulk.writingDcs() : [await directory.bulk.writingDc()]
const effects = { clock: systemClock, random: systemRandom, log: createLog('silent') }
const deps = { targets, directory, audit: ledger.audit, holds: ledger.storage.holds, ...effects }

async function frozen(accounts: readonly Account[], how: CampaignRunTask['way']): Promise<string> {
  const [name, freeze] = [`bench-${randomUUID()}`, randomUUID()]
  await store.add({ name, plan: '', tables: {}, digest: '', draftedBy: 'bench', changed })
  await store.move({ name, revision: 1 }, { now: { is: 'running' }, changed, freeze })
  const all = accounts.map(({ id, sid, sAMAccountName }): Frozen => ({
    account: id,
    sid,
    name: sAMAccountName,
    segment: 'on-site',
    office: '',
    way: how,
    isDisabled: false,
  }))
  await targets.add(freeze, all)
  const part = { wave: 1, day: '2026-11-30', segment: 'on-site', office: '', people: all.length } as const
  await targets.assignWaves(freeze, [part])
  return freeze
}

/** @returns milliseconds. */
async function run(accounts: readonly Account[], how: CampaignRunTask['way']): Promise<number> {
  const freeze = await frozen(accounts, how)
  const running = { name: 'bench', freeze, t0: new Date(), enforcement: null }
  const began = performance.now()
  await Promise.all(
    Array.from(
      { length: Math.min(writers, Math.ceil(accounts.length / accountsAtOnce)) },
      async (_, writer) => {
        const room = (batch: number) => ({
          atMost: accountsAtOnce,
          dc: async () => dcs[batch % dcs.length] ?? '',
        })
        for (let batch = writer; (await writeSome(running, open, room(batch), deps)) > 0; batch++);
      },
    ),
  )
  const totalMs = performance.now() - began
  const counts = await targets.counts(freeze)
  const written = counts
    .filter(({ state }) => state === 'written')
    .reduce((sum, one) => sum + one.accounts, 0)
  if (written !== accounts.length) throw new Error(`not all were written: ${JSON.stringify(counts)}`)
  return totalMs
}

const accounts: Account[] = []
for (const name of names) {
  const found = await directory.find(name)
  if (found.found) accounts.push(found.account)
}
// A server that runs a campaign has long been running. A random password leaves work for both ways.
await run(accounts.slice(0, warmUp), 'random-reset')
const totalMs = await run(accounts, way)
const peakMiB = process.resourceUsage().maxRSS / 1_024
answer({ totalMs, dcs: dcs.length, peakMiB } satisfies CampaignRun)
