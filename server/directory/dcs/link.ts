import { Fault } from '#kernel'
import type { Connection } from './connection.ts'
import type { Rest } from './rest.ts'

/** A place for one connection, opened when it is needed and again when it was lost. */
export interface Link {
  /** @throws {Fault} as `open` does; while its DC is left alone, what it failed with, without another try. */
  connect(): Promise<Connection>
  close(): Promise<void>
}

/** @param rest of the DC that `open` connects to, shared by all links to it. */
export function createLink(open: () => Promise<Connection>, rest: Rest): Link {
  let held: Connection | undefined
  let opening: Promise<Connection> | undefined

  async function reopen(): Promise<Connection> {
    try {
      held = await open()
      rest.end()
      return held
    } catch (cause) {
      rest.begin(cause)
      throw cause
    } finally {
      opening = undefined
    }
  }

  return {
    async connect() {
      if (held?.isAlive === true) return held
      if (rest.reason !== undefined) throw again(rest.reason)
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
