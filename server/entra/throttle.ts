import { setTimeout as sleep } from 'node:timers/promises'

/** Whatever is sent waits here while the service wants to be left alone: all of it, not only what was refused. */
export interface Throttle {
  /** Nobody passes for so long from now. */
  close(ms: number): void
  isClosed(): boolean
  /** @returns false: `until` was aborted before it opened. */
  pass(until: AbortSignal): Promise<boolean>
}

export function createThrottle(now: () => number = () => performance.now()): Throttle {
  let opensAt = 0
  return {
    close: (ms) => void (opensAt = Math.max(opensAt, now() + ms)),
    isClosed: () => now() < opensAt,
    async pass(until) {
      while (!until.aborted && now() < opensAt) {
        await sleep(opensAt - now(), undefined, { signal: until }).catch(() => undefined)
      }
      return !until.aborted
    },
  }
}
