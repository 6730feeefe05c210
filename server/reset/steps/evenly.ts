import { setTimeout as delay } from 'node:timers/promises'

/**
 * Does the work and answers at the next full multiple of `stepMs` since it began, whether it succeeded or failed: from
 * how long it took nobody learns which way it went. 0: at once, for tests.
 */
export async function evenly<T>(stepMs: number, work: () => Promise<T>): Promise<T> {
  const doing = work()
  let isRunning = stepMs > 0
  const ended = () => void (isRunning = false)
  doing.then(ended, ended)
  while (isRunning) await delay(stepMs)
  return doing
}
