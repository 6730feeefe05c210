import { Fault } from '#kernel'

/** A response takes 64 MiB and a core for most of a second: one at a time, and so many in line. */
const mostWaiting = 30

/**
 * Does one thing after the other.
 *
 * @throws {Fault} `request.too-many` when too many wait already.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= mostWaiting) {
      throw new Fault('request.too-many', 'too many responses wait to be computed', { retryAfterSeconds: 5 })
    }
    waiting++
    const doing = last.then(work).finally(() => waiting--)
    last = doing.catch(() => {})
    return doing
  }
}
