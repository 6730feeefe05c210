import { sql, type RawBuilder } from 'kysely'
import pg from 'pg'
import { systemRandom, type Log } from '#kernel'
import type { Connection } from './connection.ts'
import { asFault, unavailable } from './faults.ts'

/**
 * What a server has in its hands, told to all servers on one database by no clock: a hold is a lock of a session, and the
 * database drops it when that session ends, with the server that had it.
 */
export interface Holds {
  /**
   * @param ms by this server's monotonic clock; then it is released by itself, whatever became of its owner.
   * @throws {Fault} `storage.unavailable`
   */
  hold(ms: number): Promise<Hold>
}

export interface Hold {
  /** To be kept with what is held; `heldNow` asks for it. Positive, 31 bits. */
  readonly id: number
  /** The session ended: others may take what was held. Aborted also once it was released by time. */
  readonly lost: AbortSignal
  /** Never throws: what cannot be released is released by its time, or with the session. */
  release(): Promise<void>
}

/** The first of the two keys that such a lock has; of others of two keys this database has none. */
const kind = 7_431

/** All holds that there are at this moment, as a list for `in`: of bigint. */
export const heldNow: RawBuilder<unknown> = sql`(
  select l.objid::bigint from pg_locks l
  where l.locktype = 'advisory' and l.classid = ${sql.lit(kind)} and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database()))`

interface Session {
  readonly client: pg.Client
  readonly ended: AbortController
}

export function createHolds(connection: Connection, log: Log): Holds & { end(): Promise<void> } {
  let session: Promise<Session> | undefined

  function current(): Promise<Session> {
    const opened = (session ??= open(connection))
    const forget = () => {
      if (session === opened) session = undefined
    }
    opened.then(({ ended }) => ended.signal.addEventListener('abort', forget), forget)
    return opened
  }

  return {
    async hold(ms) {
      const { client, ended } = await current()
      const id = await lock(client)
      const over = new AbortController()
      const release = async () => {
        clearTimeout(timer)
        if (over.signal.aborted || ended.signal.aborted) return
        over.abort()
        await client
          .query('select pg_advisory_unlock($1, $2)', [kind, id])
          .catch((error: unknown) => log.warn({ err: error }, 'a hold ends with its session'))
      }
      const timer = setTimeout(() => void release(), ms).unref()
      return { id, lost: AbortSignal.any([ended.signal, over.signal]), release }
    },
    async end() {
      const open = await session?.catch(() => undefined)
      await open?.client.end().catch(() => {})
    },
  }
}

/** The server of the database finds out within half a minute when this machine is gone: else all wait for it. */
const options = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3'

async function open(connection: Connection): Promise<Session> {
  const client = new pg.Client({ ...connection, options, keepAlive: true })
  const ended = new AbortController()
  for (const event of ['error', 'end'] as const) client.on(event, () => ended.abort())
  await client.connect().catch((error: unknown) => {
    throw unavailable(error)
  })
  return { client, ended }
}

async function lock(client: pg.Client): Promise<number> {
  for (;;) {
    const id = (Buffer.from(systemRandom(4)).readUInt32BE() >>> 1) | 1
    const { rows } = await client
      .query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [kind, id])
      .catch((error: unknown) => {
        throw asFault(error)
      })
    if (rows[0]?.got === true) return id
  }
}
