import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { replaceFile } from '../../state/files.ts'
import { pause } from '../../system/pause.ts'
import { identify, processId, runs, type ProcessId } from '../process-id.ts'
import { step, type Step } from './plan.ts'
import { ran } from './step.ts'

/** Which guard is at work, and what closes its tunnel should it never come to that. No secret is in it. */
const noted = z.object({ guard: processId, close: z.array(step) })

const never = new AbortController().signal

/** Before the guard begins. */
export async function remember(note: string, pid: number, close: readonly Step[]): Promise<void> {
  const guard = await identify(pid)
  const plain = close.map(({ argv, seconds }) => ({ argv, seconds }))
  if (guard !== undefined) await replaceFile(note, JSON.stringify({ guard, close: plain }))
}

/** By the guard, when it has closed. */
export async function forget(note: string): Promise<void> {
  await rm(note, { force: true })
}

/** Has a guard that still runs close; where that is not to be had, closes itself. */
export async function closeRemembered(note: string): Promise<void> {
  const left = await read(note)
  if (left === undefined) return
  const closeMs = left.close.reduce((sum, { seconds }) => sum + seconds * 1000, 5_000)
  await endGuard(left.guard, closeMs)
  if ((await read(note)) === undefined) return
  await closeAll(left.close)
  await forget(note)
}

/** Each, whatever became of the one before: one that finds nothing to close fails, as it should. */
export async function closeAll(steps: readonly Step[]): Promise<void> {
  for (const one of steps) await ran(one).catch(() => false)
}

async function endGuard(guard: ProcessId, patienceMs: number): Promise<void> {
  // A stopped process would not hear the first.
  for (const signal of ['SIGTERM', 'SIGCONT'] as const) if (await runs(guard)) process.kill(guard.pid, signal)
  for (let waited = 0; (await runs(guard)) && waited < patienceMs; waited += 100) await pause(100, never)
  if (await runs(guard)) process.kill(guard.pid, 'SIGKILL')
}

async function read(note: string) {
  const text = await readFile(note, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : noted.safeParse(JSON.parse(text)).data
}
