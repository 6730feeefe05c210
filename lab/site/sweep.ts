import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { must, run } from './command.ts'
import { labsFolder } from './folders.ts'
import { isAlive, type ProcessIdentity } from './process.ts'
import { removeControlGroups } from './systemd.ts'

/** Kept in `LAB/owner.json`. */
export interface Owner extends ProcessIdentity {
  readonly hosts: readonly OwnedHost[]
}

export interface OwnedHost extends ProcessIdentity {
  readonly name: string
  readonly netns: string
}

/** Removes what labs left behind whose owner is no more: after a SIGKILL, after a power loss. */
export async function sweep(): Promise<void> {
  for (const id of await readdir(labsFolder).catch(() => [])) {
    const owner = await readOwner(id)
    if (owner === undefined || !isAlive(owner)) await remove(id, owner?.hosts ?? [])
  }
}

export async function readOwner(id: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(labsFolder, id, 'owner.json'), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

const patienceMs = 30_000

/** Takes a lab down: its hosts' first processes (and with them all others), its namespaces, its folder. */
export async function remove(id: string, hosts: readonly OwnedHost[]): Promise<void> {
  const late = performance.now() + patienceMs
  for (let alive = hosts.filter(isAlive); alive.length > 0; alive = hosts.filter(isAlive)) {
    const pids = alive.map(({ pid }) => pid)
    if (performance.now() > late) throw new Error(`processes ${pids.join(', ')} of lab ${id} do not end`)
    pids.forEach(kill)
    await sleep(5)
  }
  const listed = await run(['ip', 'netns', 'list'])
  const namespaces = listed.stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
  for (const name of namespaces.filter((name) => name.startsWith(`kt-${id}-`))) {
    // Two sweeps at once may both try.
    await run(['ip', 'netns', 'delete', name])
  }
  await removeControlGroups(`kt-${id}-`)
  await must(['rm', '-rf', '--one-file-system', join(labsFolder, id)])
}

/** It may have ended since it was looked at. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
