import { readFileSync } from 'node:fs'

const lookMs = 500
/** A look that comes this late: the computer slept, or we were stopped. */
const sleptMs = 15_000

/** Milliseconds since the computer started, sleep included; nobody sets it (proc(5) uptime is CLOCK_BOOTTIME). */
export function sinceBoot(): number {
  return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
}

/**
 * Aborts after `ms`, and also as soon as the computer wakes up from a sleep: whatever was going on when the lid closed
 * is over, since nobody knows what the network has become meanwhile. Timers alone do not see that, for their clock
 * stands still in a sleep; and the wall clock may be set right by minutes just when a tunnel comes up.
 */
export function createDeadline(
  ms: number,
  clock: () => number = sinceBoot,
): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController()
  const end = clock() + ms
  let seen = clock()
  const timer = setInterval(() => {
    const now = clock()
    if (now > end || now - seen > sleptMs) over.abort()
    seen = now
  }, lookMs)
  timer.unref()
  return { signal: over.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
