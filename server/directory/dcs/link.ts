import { Fault } from '#kernel'
import type { Connection } from './connection.ts'

/** A place for one connection, opened when it is needed and again when it was lost. */
export interface Link {
  /** @throws {Fault} as `open` does; for a while after a failure the same one, without another try. */
  connect(): Promise<Connection>
  close(): Promise<void>
}

const firstRestMs = 250
const longestRestMs = 30_000

export function createLink(open: () => Promise<Connection>): Link {
  let held: Connection | undefined
  let opening: Promise<Connection> | undefined
  let failure: unknown
  let restMs = firstRestMs

  async function reopen(): Promise<Connection> {
    try {
      held = await open()
      restMs = firstRestMs
      return held
    } catch (cause) {
      failure = cause
      // A timer and not the time of day: clocks are set.
      setTimeout(() => (failure = undefined), restMs).unref()
      restMs = Math.min(restMs * 2, longestRestMs)
      throw cause
    } finally {
      opening = undefined
    }
  }

  return {
    async connect() {
      if (failure !== undefined) throw again(failure)
      if (held?.isAlive === true) return held
      return (opening ??= reopen())
    },
    close: async () => held?.close(),
  }
}

/** Each caller gets an error of its own, whose stack tells who asked. */
function again(failure: unknown): Error {
  if (!(failure instanceof Fault)) return new Error('not tried again so soon', { cause: failure })
  return new Fault(failure.code, failure.message, { cause: failure })
}
