import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is yes. `what` and the last reason are in the error after the time is up. */
export async function until(
  what: string,
  timeoutMs: number,
  ask: () => Promise<true | string>,
): Promise<void> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer === true) return
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s: ${answer}`)
    await sleep(40)
  }
}
