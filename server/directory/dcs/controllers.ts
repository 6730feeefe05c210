import { Fault, type Log } from '#kernel'
import type { Connection } from './connection.ts'
import type { Dc } from './locator.ts'
import type { Controller, Roster } from './roster.ts'

/** A DC that has been chosen for a write, and its queue. */
interface Writer {
  readonly dc: string
  /**
   * Runs `work` in its turn on the connection for writes. `next`: for the second half of something begun.
   *
   * @throws {Fault} `directory.unavailable` if there is no connection: nothing was sent.
   */
  turn<T>(work: (connection: Connection) => Promise<T>, where?: 'last' | 'next'): Promise<T>
}

export interface Controllers extends AsyncDisposable {
  /**
   * On the DC that takes writes, else on the next that answers: `work` may run more than once. Never on an RODC: it stands
   * where somebody may get hold of it, and would say who is protected, and who is whose manager.
   */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** The same on one DC, by name; never on another one. */
  readOn<T>(host: string, work: (connection: Connection) => Promise<T>): Promise<T>
  /** A writable DC that has a connection now. @throws {Fault} `directory.unavailable` */
  writer(): Promise<Writer>
  /** That one and no other, by name. @throws {Fault} `directory.unavailable`, also if it takes no writes. */
  writerOn(host: string): Promise<Writer>
  /** The DC that `writer` would choose, for what needs a connection of its own. */
  chosen(): Promise<Dc>
  /** All writable ones that have a connection now, best first. @throws {Fault} `directory.unavailable`: there is none. */
  answering(): Promise<readonly Dc[]>
}

/** A write has begun by then: a password takes a DC some 40 ms. */
const soonMs = 5

function writerOf({ dc, turns, writes, reads }: Controller): Writer {
  return {
    dc: dc.host,
    turn: (work, where) =>
      turns.take(async () => {
        const connection = await writes.connect()
        setTimeout(() => reads.spread(), soonMs).unref()
        return work(connection)
      }, where),
  }
}

export function createControllers(roster: Roster, log: Log): Controllers {
  /** The first that works; the last failure if none does. */
  async function firstOf<T>(
    all: readonly Controller[],
    attempt: (one: Controller) => Promise<T>,
  ): Promise<T> {
    let failure: Fault | undefined
    for (const controller of all) {
      try {
        return await attempt(controller)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'directory.unavailable') throw cause
        log.warn({ dc: controller.dc.host, why: cause.message }, 'domain controller not available')
        failure = cause
      }
    }
    roster.distrust()
    throw failure ?? new Fault('directory.unavailable', 'no domain controller is known that could do it')
  }

  const writable = async () => (await roster.list()).filter(({ dc }) => dc.writable)
  const choose = async () => firstOf(await writable(), async (one) => (await one.writes.connect(), one))

  return {
    read: async (work) => firstOf(await writable(), (one) => one.reads.read(work)),
    async readOn(host, work) {
      const controller = (await roster.list()).find(({ dc }) => dc.host === host.toLowerCase())
      if (controller !== undefined) return controller.reads.read(work)
      throw new Fault('directory.unavailable', `${host} is not a domain controller that is known now`)
    },
    writer: async () => writerOf(await choose()),
    async writerOn(host) {
      const controller = (await writable()).find(({ dc }) => dc.host === host.toLowerCase())
      if (controller !== undefined) return writerOf(controller)
      throw new Fault('directory.unavailable', `${host} is not a domain controller that takes writes now`)
    },
    chosen: async () => (await choose()).dc,
    async answering() {
      const { dc: first } = await choose()
      const all = await Promise.all(
        (await writable()).map(async ({ dc, writes }) => {
          const connected = await writes.connect().catch((cause: unknown) => {
            if (!(cause instanceof Fault)) throw cause
            log.warn({ dc: dc.host, why: cause.message }, 'domain controller not available')
          })
          return connected === undefined ? [] : [dc]
        }),
      )
      return [first, ...all.flat().filter(({ host }) => host !== first.host)]
    },
    [Symbol.asyncDispose]: () => roster[Symbol.asyncDispose](),
  }
}
