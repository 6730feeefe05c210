/**
 * A DC that did not answer is left alone for a while, longer each time, by all that would connect to it: it is the DC
 * that is away, and not one of our connections. So it is back for everybody as soon as one of them got through.
 */
export interface Rest {
  /** What it failed with last, while it is left alone. */
  readonly reason: unknown
  begin(reason: unknown): void
  end(): void
}

const firstRestMs = 250
const longestRestMs = 8_000

export function createRest(): Rest {
  let reason: unknown
  let timer: NodeJS.Timeout | undefined
  let restMs = firstRestMs
  return {
    get reason() {
      return reason
    },
    begin(why) {
      // Several links that fail at once are one failure.
      if (reason !== undefined) return
      reason = why
      // A timer and not the time of day: clocks are set.
      timer = setTimeout(() => (reason = undefined), restMs).unref()
      restMs = Math.min(restMs * 2, longestRestMs)
    },
    end() {
      clearTimeout(timer)
      reason = undefined
      restMs = firstRestMs
    },
  }
}
