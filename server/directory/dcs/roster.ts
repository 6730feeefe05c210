import type { Log } from '#kernel'
import type { Connection } from './connection.ts'
import { createLink, type Link } from './link.ts'
import type { Dc, Locator } from './locator.ts'
import { createReads, type Reads } from './reads.ts'
import { createRest } from './rest.ts'
import { createTurns, type Turns } from './turns.ts'

/** A DC with our connections to it. */
export interface Controller {
  readonly dc: Dc
  readonly writes: Link
  readonly turns: Turns
  readonly reads: Reads
  close(): Promise<void>
}

/** The DCs there are, best first, found again from time to time. */
export interface Roster extends AsyncDisposable {
  /** @throws {Fault} `directory.unavailable` if none is known. */
  list(): Promise<readonly Controller[]>
  /** None of them could do it: the next one who asks makes it look again. */
  distrust(): void
}

/**
 * On the one connection for writes: the DC has the next request when it has answered one, and writes itself one after
 * the other. With one alone it would idle for each of our round trips and read-backs.
 */
const writesAtOnce = 2
/** How long a list of DCs is believed. */
const relocateMs = 5 * 60_000

export interface RosterDeps {
  readonly locator: Locator
  readonly open: (dc: Dc) => Promise<Connection>
  readonly log: Log
}

export function createRoster({ locator, open, log }: RosterDeps): Roster {
  const known = new Map<string, Controller>()
  let listed: Promise<readonly Controller[]> | undefined
  let isStale = false

  async function locate(): Promise<readonly Controller[]> {
    isStale = false
    const dcs = await locator.find()
    setTimeout(() => (isStale = true), relocateMs).unref()
    return dcs.map((dc) => {
      const controller = { ...(known.get(dc.host) ?? createController(dc, open)), dc }
      known.set(dc.host, controller)
      return controller
    })
  }

  return {
    list() {
      listed ??= locate().catch((cause: unknown) => {
        listed = undefined
        throw cause
      })
      if (isStale) {
        // Nobody waits for a new list while there is an old one.
        locate().then(
          (fresh) => (listed = Promise.resolve(fresh)),
          (cause: unknown) => log.warn({ err: cause }, 'domain controllers could not be looked for'),
        )
      }
      return listed
    },
    distrust: () => void (isStale = true),
    async [Symbol.asyncDispose]() {
      await Promise.all([...known.values()].map((one) => one.close()))
    },
  }
}

function createController(dc: Dc, open: (dc: Dc) => Promise<Connection>): Controller {
  const rest = createRest()
  const writes = createLink(() => open(dc), rest)
  const reads = createReads(() => createLink(() => open(dc), rest))
  return {
    dc,
    writes,
    turns: createTurns(writesAtOnce),
    reads,
    close: async () => void (await Promise.all([writes.close(), reads.close()])),
  }
}
