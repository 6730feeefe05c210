const lookMs = 500
/** A look that comes this late: the computer slept. */
const sleptMs = 15_000

/**
 * Aborts after `ms`, and also as soon as the computer wakes up from a sleep: whatever was going on when the lid closed
 * is over, since nobody knows what the network has become meanwhile. Timers alone do not see that, for their clock
 * stands still in a sleep; the wall clock goes on.
 */
export function createDeadline(
  ms: number,
  wallClock: () => number,
): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController()
  const end = wallClock() + ms
  let seen = wallClock()
  const timer = setInterval(() => {
    const now = wallClock()
    if (now > end || Math.abs(now - seen) > sleptMs) over.abort()
    seen = now
  }, lookMs)
  timer.unref()
  return { signal: over.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
