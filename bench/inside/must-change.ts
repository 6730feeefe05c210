/** `pwdLastSet=0` through `Directory`: each announced durably, written in its turn and read back. */
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

/** So many of a campaign are under way at once: the queue of the DC is never empty. */
const parallel = 16

const { names, folder, ...place } = await readTask<MustChangeTask>()
await using ledger = await openLedger(folder)
await using directory = await openDirectory({ ...place, folder })
const accounts: Account[] = []
for (const name of names) {
  const found = await directory.find(name)
  if (found.found) accounts.push(found.account)
}

async function requireChange({ id, sid }: Account): Promise<void> {
  const announced = await ledger.audit.append({
    type: 'password.must-change',
    account: { id, sid },
    origin: null,
    outcome: 'announced',
    facts: {},
  })
  await directory.requireChange(id, announced)
}

// A server that runs a campaign has long been running.
await timed(accounts.slice(0, 100), parallel, requireChange)
const { totalMs } = await timed(accounts, parallel, requireChange)
answer({ totalMs: (totalMs * names.length) / accounts.length } satisfies MustChange)
