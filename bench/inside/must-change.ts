/** `pwdLastSet=0` through `Directory`: each announced durably, looked at, written in its turn and read back. */
import { timed } from '../figures.ts'
import type { Account } from '../../server/directory/index.ts'
import { openDirectory, openLedger } from './site.ts'
import { answer, readTask } from './task.ts'

export interface MustChangeTask {
  readonly names: readonly string[]
}

export interface MustChange {
  readonly totalMs: number
}

/** A campaign goes on with the next batch while the DC writes one: its queue is never empty. */
const batch = 16
const parallel = 2

const { names, folder, ...place } = await readTask<MustChangeTask>()
await using ledger = await openLedger(folder)
await using directory = await openDirectory({ ...place, folder })
const accounts: Account[] = []
for (const name of names) {
  const found = await directory.find(name)
  if (found.found) accounts.push(found.account)
}

async function requireChanges(some: readonly Account[]): Promise<void> {
  const announced = some.map(async ({ id, sid }) => {
    const event = { account: { id, sid }, origin: null, outcome: 'announced', facts: {} } as const
    return { account: id, receipt: await ledger.audit.append({ ...event, type: 'password.must-change' }) }
  })
  const became = await directory.requireChanges(await Promise.all(announced))
  if (!became.every(({ required }) => required)) throw new Error('a must-change write was not done')
}

const batches = (all: readonly Account[]) =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, i) => all.slice(i * batch, (i + 1) * batch))

// A server that runs a campaign has long been running.
await timed(batches(accounts.slice(0, 100)), parallel, requireChanges)
const { totalMs } = await timed(batches(accounts), parallel, requireChanges)
answer({ totalMs: (totalMs * names.length) / accounts.length } satisfies MustChange)
