import { setTimeout as sleep } from 'node:timers/promises'

/** Sleeps, or ends early when aborted. Never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
