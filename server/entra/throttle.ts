import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Whatever is sent goes through here: while the service wants to be left alone all of it waits, and not only what was
 * refused; afterwards it is sent one after the other, and more at once again as long as nothing is refused.
 */
export interface Throttle {
  /** Nobody enters for so long from now. */
  close(ms: number): void
  /** Whoever entered leaves. @returns false: `until` was aborted before there was room. */
  enter(until: AbortSignal): Promise<boolean>
  leave(): void
  /** Resolves when nobody has to wait. @returns false: `until` was aborted before. */
  open(until: AbortSignal): Promise<boolean>
}

const mostAtOnce = 4
/** Of one more at once, for each that was not refused. */
const wider = 0.1

export function createThrottle(now: () => number = () => performance.now()): Throttle {
  let opensAt = 0
  let width = mostAtOnce
  let inside = 0
  const left = new EventTarget()

  async function open(until: AbortSignal): Promise<boolean> {
    while (!until.aborted && now() < opensAt) {
      await sleep(opensAt - now(), undefined, { signal: until }).catch(() => undefined)
    }
    return !until.aborted
  }

  return {
    open,
    close(ms) {
      opensAt = Math.max(opensAt, now() + ms)
      width = 1
    },
    async enter(until) {
      for (;;) {
        if (!(await open(until))) return false
        if (inside < Math.floor(width)) break
        const { promise, resolve } = Promise.withResolvers<void>()
        const done = () => resolve()
        left.addEventListener('left', done, { once: true })
        until.addEventListener('abort', done, { once: true })
        await promise
        left.removeEventListener('left', done)
        until.removeEventListener('abort', done)
      }
      inside++
      return true
    },
    leave() {
      inside--
      width = Math.min(mostAtOnce, width + wider)
      left.dispatchEvent(new Event('left'))
    },
  }
}
