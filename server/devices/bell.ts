/** Wakes who waits for a launch on this server. Another server of the cluster is heard by looking again. */
export interface Bell {
  ring(launch: string): void
  /** Until it rings for this launch, or the time is over, or the one who waits is gone. */
  wait(launch: string, ms: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  const waiting = new EventTarget()
  return {
    ring: (launch) => void waiting.dispatchEvent(new Event(launch)),
    async wait(launch, ms, signal) {
      if (signal.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const done = () => resolve()
      const timer = setTimeout(done, ms)
      waiting.addEventListener(launch, done)
      signal.addEventListener('abort', done)
      await promise
      clearTimeout(timer)
      waiting.removeEventListener(launch, done)
      signal.removeEventListener('abort', done)
    },
  }
}
